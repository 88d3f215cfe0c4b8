import { UserRound } from 'lucide-react'
import styles from './SharesPicture.module.css'

/** More shares than this are described only in text. */
const maxCount = 12

/**
 * A picture of the share holders, and how many of them must come together. The text next to it has the same content.
 */
export function SharesPicture({ shares, threshold }: { shares: number; threshold: number }) {
  if (shares > maxCount) return null
  return (
    <div className={styles['people']} aria-hidden="true">
      {Array.from({ length: shares }, (_, index) => (
        <span key={index} className={styles['person']} data-needed={index < threshold || undefined}>
          <UserRound size={16} />
        </span>
      ))}
    </div>
  )
}
