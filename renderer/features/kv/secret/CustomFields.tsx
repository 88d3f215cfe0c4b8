/** The rows of custom metadata in a form, checked as they are typed. */
import { useLingui } from '@lingui/react/macro'
import { Plus, Trash2 } from 'lucide-react'
import { customMetadataLimits as limits } from '../../../../electron/contract/kvHistory.ts'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { bytesOf, type EditedField, fieldProblem, type FieldProblem, isEmptyField } from './customMetadata.ts'
import styles from './CustomFields.module.css'

export function CustomFields({
  fields,
  onChange,
}: {
  fields: readonly EditedField[]
  onChange: (fields: readonly EditedField[]) => void
}) {
  const { t } = useLingui()
  const change = (id: number, to: Partial<EditedField>) =>
    onChange(fields.map((field) => (field.id === id ? { ...field, ...to } : field)))
  const add = () => onChange([...fields, { id: Math.max(-1, ...fields.map(({ id }) => id)) + 1, key: '', value: '' }])
  return (
    <div className={styles['fields']}>
      {fields.map((field) => (
        <Row
          key={field.id}
          field={field}
          problem={isEmptyField(field) ? null : fieldProblem(field, fields)}
          onChange={(to) => change(field.id, to)}
          onRemove={() => onChange(fields.filter(({ id }) => id !== field.id))}
        />
      ))}
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabledReason={fields.length >= limits.keys ? t`The server accepts at most ${limits.keys} fields.` : undefined}
        onPress={add}
      >
        {t`Add a field`}
      </Button>
    </div>
  )
}

function Row({
  field,
  problem,
  onChange,
  onRemove,
}: {
  field: EditedField
  problem: FieldProblem | null
  onChange: (to: Partial<EditedField>) => void
  onRemove: () => void
}) {
  const { t } = useLingui()
  const words: Readonly<Record<FieldProblem, string>> = {
    'no-name': t`Enter a name.`,
    'no-text': t`Enter a value.`,
    'name-too-long': t`${bytesOf(field.key)} of ${limits.keyBytes} bytes`,
    'text-too-long': t`${bytesOf(field.value)} of ${limits.valueBytes} bytes`,
    'not-printable': t`The text has a character that can't be printed.`,
    twice: t`Duplicate name.`,
  }
  const isOfName = problem === 'no-name' || problem === 'name-too-long' || problem === 'twice'
  return (
    <div className={styles['row']}>
      <TextField
        label={t`Name`}
        hideLabel
        placeholder={t`Name`}
        mono
        autoFocus={field.key === '' && field.value === ''}
        value={field.key}
        onChange={(key) => onChange({ key })}
        error={problem !== null && isOfName ? words[problem] : undefined}
      />
      <TextField
        label={field.key === '' ? t`Text` : t`Value of ${field.key}`}
        hideLabel
        placeholder={t`Text`}
        mono
        value={field.value}
        onChange={(value) => onChange({ value })}
        error={problem !== null && !isOfName ? words[problem] : undefined}
      />
      <IconButton label={field.key === '' ? t`Remove this field` : t`Remove ${field.key}`} onPress={onRemove}>
        <Trash2 size={16} />
      </IconButton>
    </div>
  )
}
