import { encodeQR } from 'qr'
import styles from './QrCode.module.css'

/** A text as a QR code (ISO/IEC 18004), always black on white with its quiet zone, as cameras expect. */
export function QrCode({ text, label, size }: { text: string; label: string; size: number }) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 })
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg
      className={styles['qr']}
      // A picture that is drawn here has no address for an `img`.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
