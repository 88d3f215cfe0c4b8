/** The value of one key in the editor, by its type. Masked until the person asks for it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Eye, WrapText } from 'lucide-react'
import { type ClipboardEvent, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { CodeEditor } from '../../../ui/CodeEditor.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { losesDigits } from '../shared/json.ts'
import type { KvVersion } from '../shared/names.ts'
import { isKeptAside, jsonOfRow, type Row, type RowProblem } from './rows.ts'
import styles from './ValueField.module.css'

export interface ValueFieldProps {
  readonly row: Row
  /** The key's name, or the text in its place. */
  readonly name: string
  readonly problem: RowProblem | undefined
  /** Shows the value without a request for this row. */
  readonly isShown: boolean
  readonly kvVersion: KvVersion
  readonly onChange: (row: Row) => void
}

export function ValueField({ row, problem, isShown, onChange, name, kvVersion }: ValueFieldProps) {
  const { t } = useLingui()
  // SECURITY: the values of an opened secret stay masked until the person asks for them.
  const [wasAsked, setAsked] = useState(row.original === null)
  const [isLong, setLong] = useState(false)
  const label = t`Value of ${name}`

  if (!isShown && !wasAsked) {
    return (
      <div className={styles['masked']}>
        <span aria-hidden="true">••••••••••••</span>
        {/* The row already names the key; on the button it would leave no room for the label. */}
        <Button
          size="small"
          variant="quiet"
          icon={<Eye size={14} />}
          onPress={() => setAsked(true)}
          aria-label={t`Show and edit ${name}`}
        >
          {t`Edit`}
        </Button>
      </div>
    )
  }
  const change = (text: string) => onChange({ ...row, text })
  const kept = isKeptAside(row) && (
    <span className={styles['kept']}>
      <Trans>The previous value is kept. Select its type again to restore it.</Trans>
    </span>
  )
  const shared = {
    label,
    hideLabel: true,
    mono: true,
    value: row.text,
    onChange: change,
    autoFocus: !isShown && row.original !== null,
  }
  const long = { label, value: row.text, onChange: change, hasFocusAtFirst: shared.autoFocus, wraps: true }
  const isRounded = kvVersion === 2 && problem === undefined && row.kind !== 'text' && losesDigits(jsonOfRow(row))
  const rounded = isRounded ? t`KV 2 rounds numbers this long. Save it as text to keep every digit.` : undefined
  switch (row.kind) {
    case 'null':
      return (
        <span className={styles['null']}>
          <code>null</code> {kept}
        </span>
      )
    case 'boolean':
      return (
        <Select
          label={label}
          hideLabel
          options={[
            { value: 'true', label: 'true' },
            { value: 'false', label: 'false' },
          ]}
          value={row.text === 'false' ? 'false' : 'true'}
          onChange={change}
          {...(kept !== false && { description: kept })}
        />
      )
    case 'number':
      return (
        <TextField {...shared} description={rounded} error={problem === 'not-a-number' && t`Not a valid JSON number`} />
      )
    case 'json':
      return (
        <div data-wide>
          <CodeEditor
            {...long}
            language="json"
            description={rounded}
            error={problem === 'not-json' && t`Not valid JSON`}
          />
        </div>
      )
    case 'text':
      break
  }
  const error =
    problem === 'value-too-long'
      ? t`This value is too long`
      : problem === 'half-character' && t`Incomplete character (a lone surrogate). Servers can't store it`
  if (isLong || /[\n\r]/.test(row.text)) {
    return (
      <div data-wide>
        <CodeEditor {...long} error={error} />
      </div>
    )
  }

  // A field of one line would drop the line breaks of a pasted text.
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\n\r]/.test(text)) return
    event.preventDefault()
    const { selectionStart, selectionEnd, value } = event.currentTarget
    change(value.slice(0, selectionStart ?? value.length) + text + value.slice(selectionEnd ?? value.length))
  }
  return (
    <TextField
      {...shared}
      error={error}
      onPaste={paste}
      after={
        <IconButton label={t`Multiple lines`} onPress={() => setLong(true)}>
          <WrapText size={14} />
        </IconButton>
      }
    />
  )
}
