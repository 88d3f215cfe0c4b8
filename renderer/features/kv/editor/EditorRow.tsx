/** One key and its value in the editor. */
import { useLingui } from '@lingui/react/macro'
import { RotateCcw, Trash2 } from 'lucide-react'
import { type ClipboardEvent, memo } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import styles from './EditorRow.module.css'
import { type KvVersion, shownKey } from '../shared/names.ts'
import { hasNoKey, markOf, type Row, RowKind, type RowProblem, undoneRow, withKind } from './rows.ts'
import { useRowProblemMessages } from './useRowProblemMessages.ts'
import { ValueField } from './ValueField.tsx'
import { ValueMenu } from './ValueMenu.tsx'

export interface EditorRowProps {
  readonly row: Row
  readonly problem: RowProblem | undefined
  /** Shows the value without a request for this row. */
  readonly isShown: boolean
  readonly hasFocusAtFirst: boolean
  readonly profileId: string
  readonly kvVersion: KvVersion
  /** Before a text is pasted into the key's field. */
  readonly onPasteKey: (event: ClipboardEvent<HTMLInputElement>) => void
  readonly onChange: (row: Row) => void
  /** Removes a row that was never saved. */
  readonly onDrop: (id: number) => void
}

export const EditorRow = memo(function EditorRow(props: EditorRowProps) {
  const { row, problem, onChange, onDrop } = props
  const { t } = useLingui()
  const kinds = useKindNames()
  const words = useRowProblemMessages()
  const mark = markOf(row)
  const isMissing = hasNoKey(row)
  const name = isMissing ? t`new key` : shownKey(row.key)
  const undo = (
    <IconButton label={t`Undo changes to ${name}`} onPress={() => onChange(undoneRow(row))}>
      <RotateCcw size={16} />
    </IconButton>
  )

  if (row.removed) {
    return (
      <li className={styles['row']} data-mark="removed">
        <span className={styles['removed']}>{shownKey(row.original?.key ?? '')}</span>
        <Mark mark="removed" />
        <span className={styles['actions']}>{undo}</span>
      </li>
    )
  }
  return (
    <li className={styles['row']} data-mark={mark}>
      <div className={styles['fields']}>
        <TextField
          label={t`Key`}
          hideLabel
          mono
          placeholder={isMissing ? t`key` : shownKey('')}
          value={row.key}
          autoFocus={props.hasFocusAtFirst}
          onChange={(key) => onChange({ ...row, key })}
          onPaste={props.onPasteKey}
          error={problem !== undefined && problem.startsWith('key-') && words[problem]}
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
        <ValueMenu
          profileId={props.profileId}
          name={name}
          onText={(text) => onChange({ ...withKind(row, 'text'), text })}
        />
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
