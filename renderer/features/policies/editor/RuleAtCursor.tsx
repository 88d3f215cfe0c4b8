/** The rule at the cursor as text: the same that a pointer gets by hovering, for the keyboard. */
import { useLingui } from '@lingui/react/macro'
import { useDeferredValue, useEffect, useState } from 'react'
import styles from './RuleAtCursor.module.css'
import type { Ask } from './usePolicyReading.ts'
import { useRuleMessages } from '../rules/useRuleMessages.ts'
import type { RuleRow } from '../worker/protocol.ts'

export function RuleAtCursor({
  text,
  offset,
  ask,
}: {
  /** The text that the worker has read; null while it is behind. */
  text: string | null
  offset: number
  ask: Ask
}) {
  const { t } = useLingui()
  const words = useRuleMessages()
  const [row, setRow] = useState<RuleRow | null>(null)
  const at = useDeferredValue(offset)
  useEffect(() => {
    if (text === null) return undefined
    let isOver = false
    void ask('rule', text, { offset: at }).then((found) => {
      // Renders again only when its text changes.
      if (!isOver) setRow((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found))
    })
    return () => void (isOver = true)
  }, [text, at, ask])
  return (
    <p className={styles['cursor']} translate="no">
      {row === null ? t`The cursor isn't in a rule.` : words.lines(row).join(' ')}
    </p>
  )
}
