/** One rule of the text: its path, what the path matches, and the capabilities. */
import { useLingui } from '@lingui/react/macro'
import { CornerDownLeft, Trash2, X } from 'lucide-react'
import { memo, useState } from 'react'
import { dialects, type Dialect } from '../../../../policy/dialect.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { CapabilityToggles } from './CapabilityToggles.tsx'
import styles from './RuleCard.module.css'
import { useRuleMessages } from './useRuleMessages.ts'
import type { RuleChange, RuleRow } from '../worker/protocol.ts'

/** The first value of an argument that is added. */
const firstValues: Readonly<Record<string, string>> = {
  allowed_parameters: '{\n    "name" = []\n  }',
  denied_parameters: '{\n    "name" = []\n  }',
  required_parameters: '["name"]',
  min_wrapping_ttl: '"1m"',
  max_wrapping_ttl: '"1h"',
  subscribe_event_types: '["*"]',
  expiration: '"2030-01-31T12:00:00Z"',
  pagination_limit: '100',
  list_scan_response_keys_filter_path: '"{{ .path }}{{ .key }}"',
  comment: '""',
}

/** The same in JSON, where it differs. */
const firstJson: Readonly<Record<string, string>> = {
  allowed_parameters: '{ "name": [] }',
  denied_parameters: '{ "name": [] }',
}

export interface RuleCardProps {
  readonly row: RuleRow
  readonly dialect: Dialect
  readonly isJson: boolean
  readonly onChange: (change: RuleChange) => void
  /** Shows the rule of this index in the text. */
  readonly onGoTo: (index: number) => void
}

export const RuleCard = memo(function RuleCard({ row, dialect, isJson, onChange, onGoTo }: RuleCardProps) {
  const { t } = useLingui()
  const words = useRuleMessages()
  const { index, path } = row
  const about = words.about(row)
  const isLoose = row.isFixed
  const present = new Set(row.arguments.map(({ name }) => name))
  const addable = dialects[dialect].ruleKeys.filter((name) => name in firstValues && !present.has(name))
  return (
    <section className={styles['card']} aria-label={t`Rule for ${path}`}>
      <div className={styles['top']}>
        <LateField
          label={t`Path`}
          isLabelHidden
          value={path}
          isReadOnly={row.isCut || isLoose}
          onCommit={(typed) => onChange({ kind: 'path', index, path: typed })}
        />
        <IconButton size="small" label={t`Show line ${row.line}`} onPress={() => onGoTo(index)}>
          <CornerDownLeft size={14} />
        </IconButton>
        {!isLoose && (
          <IconButton
            size="small"
            label={t`Remove the rule for ${path}`}
            onPress={() => onChange({ kind: 'remove', index })}
          >
            <Trash2 size={14} />
          </IconButton>
        )}
      </div>
      <p className={styles['words']}>
        {about === null ? words.scope(row) : `${about}: ${words.scope(row)}`}
        {row.expired && ' '}
        {row.expired && <Badge tone="warn">{t`expired`}</Badge>}
      </p>
      <CapabilityToggles
        label={path}
        given={row.capabilities}
        dialect={dialect}
        isDisabled={isLoose}
        onToggle={(name, isOn) => onChange({ kind: 'capability', index, name, isOn })}
      />
      <div className={styles['arguments']}>
        {row.arguments.map(({ name, value, isCut }) => (
          <div key={name} className={styles['top']}>
            <LateField
              label={name}
              value={value}
              isReadOnly={isLoose || isCut}
              onCommit={(typed) => onChange({ kind: 'argument', index, name, value: typed })}
            />
            {!isLoose && (
              <IconButton
                size="small"
                label={t`Remove ${name} of ${path}`}
                onPress={() => onChange({ kind: 'argument', index, name, value: null })}
              >
                <X size={14} />
              </IconButton>
            )}
          </div>
        ))}
        {!isLoose && addable.length > 0 && (
          <Menu
            label={t`Add a parameter to ${path}`}
            trigger={
              <Button size="small" variant="quiet" aria-label={t`Add a parameter to ${path}`}>
                {t`Add parameter`}
              </Button>
            }
            groups={[
              {
                items: addable.map((name) => ({
                  id: name,
                  label: name,
                  onAction: () =>
                    onChange({
                      kind: 'argument',
                      index,
                      name,
                      value: (isJson ? firstJson[name] : undefined) ?? firstValues[name] ?? '""',
                    }),
                })),
              },
            ]}
          />
        )}
      </div>
    </section>
  )
}, isSameCard)

/** The position of a rule changes with every key stroke before it; what is shown of the rule does not. */
function isSameCard(before: RuleCardProps, after: RuleCardProps): boolean {
  return (
    before.onChange === after.onChange &&
    before.onGoTo === after.onGoTo &&
    before.dialect === after.dialect &&
    before.isJson === after.isJson &&
    JSON.stringify({ ...before.row, from: 0, to: 0 }) === JSON.stringify({ ...after.row, from: 0, to: 0 })
  )
}

/** A field that changes the text when it loses the focus or Enter is pressed: half a path would move every rule. */
function LateField({
  label,
  value,
  isReadOnly = false,
  isLabelHidden = false,
  onCommit,
}: {
  label: string
  value: string
  isReadOnly?: boolean
  isLabelHidden?: boolean
  onCommit: (typed: string) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const commit = () => {
    if (typed !== null && typed !== value) onCommit(typed)
    setTyped(null)
  }
  const shown = typed ?? value
  const lines = shown.split('\n').length
  if (value.includes('\n')) {
    return (
      <TextArea
        label={label}
        value={shown}
        onChange={setTyped}
        isReadOnly={isReadOnly}
        onBlur={commit}
        rows={Math.min(lines, 8)}
        mono
      />
    )
  }
  return (
    <TextField
      label={label}
      hideLabel={isLabelHidden}
      value={shown}
      onChange={setTyped}
      isReadOnly={isReadOnly}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) event.continuePropagation()
        else if (event.key === 'Enter') commit()
        else if (event.key === 'Escape') setTyped(null)
        else event.continuePropagation()
      }}
      mono
    />
  )
}
