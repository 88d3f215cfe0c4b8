import type { ReactNode } from 'react'
import styles from './CodeBlock.module.css'
import { CopyButton, type CopyButtonProps } from './CopyButton.tsx'

export type CodeBlockProps = {
  /** The text, or colored pieces of it. Line breaks are kept. */
  readonly children: ReactNode
  /** The block's name for a screen reader; it can be scrolled by keyboard. */
  readonly label: string
  readonly onCopy?: CopyButtonProps['onCopy']
  readonly copyLabel?: string
  /** Wraps long lines instead of scrolling sideways. */
  readonly wraps?: boolean
}

/** A command, a policy or a PEM to read and copy. */
export function CodeBlock({ children, label, onCopy, copyLabel, wraps }: CodeBlockProps) {
  return (
    <div className={styles['block']} data-wraps={wraps || undefined}>
      {/* Scrolled by arrow keys, so it takes the focus: WCAG 2.1.1. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles['text']} tabIndex={0} aria-label={label}>
        <pre>
          <code>{children}</code>
        </pre>
      </section>
      {onCopy !== undefined && (
        <div className={styles['copy']}>
          <CopyButton label={copyLabel ?? label} onCopy={onCopy} />
        </div>
      )}
    </div>
  )
}
