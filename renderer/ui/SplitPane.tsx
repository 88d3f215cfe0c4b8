// A focusable separator is a widget: ARIA 1.2, window splitter pattern.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react'
import styles from './SplitPane.module.css'

export type SplitPaneProps = {
  /** What the line resizes: `Width of the list`. */
  readonly label: string
  readonly first: ReactNode
  readonly second: ReactNode
  /** Which pane has the fixed size; the other takes the rest. */
  readonly sized?: 'first' | 'second'
  /** In pixels: the remembered size. */
  readonly initialSize: number
  readonly min?: number
  readonly max?: number
  /** Called when the person releases the line, in pixels: the page remembers the size here. */
  readonly onSizeChange?: (size: number) => void
}

const step = 16

/** Two panes and a line between them, moved by pointer or by arrow keys (Home and End: smallest and largest). */
export function SplitPane({
  label,
  first,
  second,
  sized = 'first',
  initialSize,
  min = 220,
  max = 420,
  onSizeChange,
}: SplitPaneProps) {
  const paneId = useId()
  const clamp = (size: number) => Math.round(Math.min(max, Math.max(min, size)))
  const [size, setSize] = useState(() => clamp(initialSize))
  const [grip, setGrip] = useState<{ at: number; size: number } | null>(null)
  const direction = sized === 'first' ? 1 : -1

  function change(next: number) {
    setSize(clamp(next))
    onSizeChange?.(clamp(next))
  }

  function onKeyDown(event: KeyboardEvent) {
    const next = {
      ArrowLeft: size - step * direction,
      ArrowRight: size + step * direction,
      Home: min,
      End: max,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    change(next)
  }

  function onPointerMove(event: PointerEvent) {
    if (grip !== null) setSize(clamp(grip.size + (event.clientX - grip.at) * direction))
  }

  const pane = (content: ReactNode, isSized: boolean) => (
    <div id={isSized ? paneId : undefined} className={isSized ? styles['sized'] : styles['rest']}>
      {content}
    </div>
  )

  return (
    <div className={styles['split']} style={{ '--pane-size': `${size}px` } as CSSProperties}>
      {pane(first, sized === 'first')}
      <div
        className={styles['line']}
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-controls={paneId}
        aria-valuenow={size}
        aria-valuemin={min}
        aria-valuemax={max}
        tabIndex={0}
        data-moving={grip !== null || undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setGrip({ at: event.clientX, size })
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          if (grip !== null) onSizeChange?.(size)
          setGrip(null)
        }}
        onPointerCancel={() => setGrip(null)}
      />
      {pane(second, sized === 'second')}
    </div>
  )
}
