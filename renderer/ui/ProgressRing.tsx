import { ProgressBar } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './ProgressRing.module.css'

export type ProgressRingProps = {
  /** The counted things, for a screen reader. */
  readonly label: string
  readonly value: number
  readonly max: number
  /** In pixels. */
  readonly size?: number
}

/** n of m as a ring of m arcs, n of them full: shares of a threshold. */
export function ProgressRing({ label, value, max, size = 44 }: ProgressRingProps) {
  const stroke = Math.max(2.5, size / 14)
  const radius = (size - stroke) / 2
  const round = 2 * Math.PI * radius
  const gap = max > 1 ? stroke * 1.6 : 0
  const arc = round / max - gap
  return (
    <ProgressBar
      className={classNames(styles['ring'])}
      aria-label={label}
      value={value}
      maxValue={max}
      valueLabel={`${value} / ${max}`}
      style={{ width: size, height: size }}
    >
      <svg width={size} height={size} aria-hidden="true">
        {Array.from({ length: max }, (_, index) => (
          <circle
            key={index}
            className={index < value ? styles['full'] : styles['open']}
            cx={size / 2}
            cy={size / 2}
            r={radius}
            fill="none"
            strokeWidth={stroke}
            strokeDasharray={`${arc} ${round - arc}`}
            strokeDashoffset={-(index * (arc + gap) + gap / 2)}
            transform={`rotate(-90 ${size / 2} ${size / 2})`}
          />
        ))}
      </svg>
      <span className={styles['text']}>
        {value}/{max}
      </span>
    </ProgressBar>
  )
}
