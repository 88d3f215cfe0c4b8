import styles from './Dot.module.css'

export type DotColor =
  | 'none'
  | 'dev'
  | 'staging'
  | 'production'
  | 'ok'
  | 'warn'
  | 'danger'
  | 'sealed'
  | 'accent'
  | 'quiet'

export type DotProps = {
  readonly color: DotColor
  /** Its name for a screen reader; without it the dot is decoration next to text. */
  readonly label?: string
  /** `ring`: not yet, off; `square`: the third shape, so that the meaning never depends on color only. */
  readonly shape?: 'full' | 'ring' | 'square'
}

/** An 8 px mark of stage or status. */
export function Dot({ color, label, shape = 'full' }: DotProps) {
  return (
    <span
      className={styles['dot']}
      data-color={color}
      data-shape={shape}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  )
}
