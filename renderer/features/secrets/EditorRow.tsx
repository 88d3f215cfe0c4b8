/** One key and its value in the editor. */
import { useLingui } from '@lingui/react/macro'
import { Eye, RotateCcw, Trash2, WrapText } from 'lucide-react'
import { type ClipboardEvent, memo, useState } from 'react'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './EditorRow.module.css'
import { losesDigits } from './json.ts'
import type { KvVersion } from './names.ts'
import { jsonOfRow, markOf, type Row, RowKind, type RowProblem, undoneRow, withKind } from './rows.ts'

export interface EditorRowProps {
  readonly row: Row
  readonly problem: RowProblem | undefined
  /** Shows the value without being asked for this row alone. */
  readonly isShown: boolean
  readonly hasFocusAtFirst: boolean
  readonly kvVersion: KvVersion
  readonly onChange: (row: Row) => void
  /** Takes a row away that was never saved. */
  readonly onDrop: (id: number) => void
}

export const EditorRow = memo(function EditorRow(props: EditorRowProps) {
  const { row, problem, onChange, onDrop } = props
  const { t } = useLingui()
  const kinds = useKindNames()
  const mark = markOf(row)
  const name = row.key === '' ? t`new key` : row.key
  const undo = (
    <IconButton label={t`Undo the changes of ${name}`} onPress={() => onChange(undoneRow(row))}>
      <RotateCcw size={16} />
    </IconButton>
  )

  if (row.removed) {
    return (
      <li className={styles['row']} data-mark="removed">
        <span className={styles['removed']}>{row.original?.key}</span>
        <Mark mark="removed" />
        <span className={styles['actions']}>{undo}</span>
      </li>
    )
  }
  const keyError = {
    'key-missing': t`A value without a key`,
    'key-twice': t`This key stands twice`,
    'key-too-long': t`This key is too long`,
  }
  return (
    <li className={styles['row']} data-mark={mark}>
      <div className={styles['fields']}>
        <TextField
          label={t`Key`}
          hideLabel
          mono
          placeholder={t`key`}
          value={row.key}
          autoFocus={props.hasFocusAtFirst}
          onChange={(key) => onChange({ ...row, key })}
          error={problem !== undefined && problem in keyError && keyError[problem as keyof typeof keyError]}
        />
        <Select
          label={t`Type of ${name}`}
          hideLabel
          options={RowKind.options.map((kind) => ({ value: kind, label: kinds[kind] }))}
          value={row.kind}
          onChange={(kind) => onChange(withKind(row, kind))}
        />
        <ValueField {...props} name={name} />
      </div>
      <Mark mark={mark} />
      <span className={styles['actions']}>
        {mark === 'changed' && undo}
        <IconButton
          label={t`Remove ${name}`}
          onPress={() => (row.original === null ? onDrop(row.id) : onChange({ ...row, removed: true }))}
        >
          <Trash2 size={16} />
        </IconButton>
      </span>
    </li>
  )
})

function useKindNames(): Readonly<Record<RowKind, string>> {
  const { t } = useLingui()
  return { text: t`Text`, number: t`Number`, boolean: t`True or false`, null: t`Null`, json: t`JSON` }
}

function Mark({ mark }: { mark: ReturnType<typeof markOf> }) {
  const { t } = useLingui()
  const words = { added: t`added`, changed: t`changed`, removed: t`removed` }
  const tones = { added: 'ok', changed: 'accent', removed: 'danger' } as const
  return <span className={styles['mark']}>{mark !== null && <Badge tone={tones[mark]}>{words[mark]}</Badge>}</span>
}

function ValueField({ row, problem, isShown, onChange, name, kvVersion }: EditorRowProps & { name: string }) {
  const { t } = useLingui()
  // SECURITY: the values of an opened secret stay behind dots until they are asked for.
  const [wasAsked, setAsked] = useState(row.original === null)
  const [isLong, setLong] = useState(false)
  const label = t`Value of ${name}`

  if (!isShown && !wasAsked) {
    return (
      <div className={styles['masked']}>
        <span aria-hidden="true">••••••••••••</span>
        <Button size="small" variant="quiet" icon={<Eye size={14} />} onPress={() => setAsked(true)}>
          {t`Show and edit ${name}`}
        </Button>
      </div>
    )
  }
  const change = (text: string) => onChange({ ...row, text })
  const shared = {
    label,
    hideLabel: true,
    mono: true,
    value: row.text,
    onChange: change,
    autoFocus: !isShown && row.original !== null,
  }
  const isRounded = kvVersion === 2 && problem === undefined && row.kind !== 'text' && losesDigits(jsonOfRow(row))
  const rounded = isRounded ? t`KV 2 rounds a number this long. As a text every digit stays.` : undefined
  switch (row.kind) {
    case 'null':
      return <span className={styles['null']}>null</span>
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
        />
      )
    case 'number':
      return (
        <TextField
          {...shared}
          description={rounded}
          error={problem === 'not-a-number' && t`Not a number as JSON writes it`}
        />
      )
    case 'json':
      return (
        <TextArea
          {...shared}
          rows={linesOf(row.text)}
          description={rounded}
          error={problem === 'not-json' && t`Not valid JSON`}
        />
      )
    case 'text':
      break
  }
  const error = problem === 'value-too-long' && t`This value is too long`
  if (isLong || /[\n\r]/.test(row.text)) return <TextArea {...shared} rows={linesOf(row.text)} error={error} />

  // A field of one line would drop the line breaks of what is pasted.
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
        <IconButton label={t`Several lines`} onPress={() => setLong(true)}>
          <WrapText size={14} />
        </IconButton>
      }
    />
  )
}

const linesOf = (text: string): number => Math.min(16, Math.max(3, text.split('\n').length))
