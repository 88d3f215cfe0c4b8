import { UserRound } from 'lucide-react'
import styles from './SharesPicture.module.css'

/** More than these are told by words alone. */
const maxCount = 12

/** Who holds a share, and how many of them must come together. The words beside it say the same. */
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
