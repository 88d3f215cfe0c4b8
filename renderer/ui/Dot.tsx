import styles from './Dot.module.css'

export type DotColour =
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
  readonly colour: DotColour
  /** What it says, for a screen reader; without it the dot is decoration beside words. */
  readonly label?: string
  /** `ring`: not yet, off; `square`: the third shape, so that colour is never alone. */
  readonly shape?: 'full' | 'ring' | 'square'
}

/** An 8 px mark of stage or status. */
export function Dot({ colour, label, shape = 'full' }: DotProps) {
  return (
    <span
      className={styles['dot']}
      data-colour={colour}
      data-shape={shape}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  )
}
