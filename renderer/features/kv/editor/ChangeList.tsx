/** Keys that differ between two states of a secret: names at once, values on request. */
import { Plural, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { ChangeCounts } from '../shared/ChangeCounts.tsx'
import styles from './ChangeList.module.css'
import { type Change, type ChangeKind, kindOfChange } from './changes.ts'
import { shownKey } from '../shared/names.ts'
import { textOfJson, typeOfJson } from '../shared/json.ts'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import { useTypeNames } from '../shared/useTypeNames.ts'

/** How many are shown at once. */
const maxCount = 100

export function ChangeList({ changes, label }: { changes: readonly Change[]; label: string }) {
  const { t } = useLingui()
  const [shown, setShown] = useState<'none' | 'all' | ReadonlySet<string>>('none')
  const [limit, setLimit] = useState(maxCount)
  const isShown = (key: string) => shown === 'all' || (shown !== 'none' && shown.has(key))
  const toggle = (key: string) => {
    const keys = new Set(shown === 'all' ? changes.map((change) => change.key) : shown === 'none' ? [] : shown)
    if (!keys.delete(key)) keys.add(key)
    setShown(keys)
  }
  const count = (kind: ChangeKind) => changes.filter((change) => kindOfChange(change) === kind).length

  return (
    <>
      <div className={styles['tools']}>
        <ChangeCounts added={count('added')} changed={count('changed')} removed={count('removed')} />
        <Button
          size="small"
          variant="quiet"
          icon={shown === 'all' ? <EyeOff size={14} /> : <Eye size={14} />}
          onPress={() => setShown(shown === 'all' ? 'none' : 'all')}
        >
          {shown === 'all' ? t`Hide all values` : t`Show all values`}
        </Button>
      </div>
      <ul className={styles['list']} aria-label={label}>
        {changes.slice(0, limit).map((change) => (
          <ChangeItem
            key={change.key}
            change={change}
            isShown={isShown(change.key)}
            onToggle={() => toggle(change.key)}
          />
        ))}
      </ul>
      {changes.length > limit && (
        <Button variant="quiet" onPress={() => setLimit(limit + maxCount)}>
          <Plural value={changes.length} one="Show more (# key)" other="Show more (# keys)" />
        </Button>
      )}
    </>
  )
}

function ChangeItem({ change, isShown, onToggle }: { change: Change; isShown: boolean; onToggle: () => void }) {
  const { t } = useLingui()
  const types = useTypeNames()
  const { before, after } = change
  const key = shownKey(change.key)
  const kind = kindOfChange(change)
  const words = { added: t`added`, changed: t`changed`, removed: t`removed` }
  const tones = { added: 'ok', changed: 'accent', removed: 'danger' } as const
  const hasNewType = before !== undefined && after !== undefined && typeOfJson(before) !== typeOfJson(after)
  return (
    <li className={styles['item']}>
      <div className={styles['head']}>
        <code className={styles['key']}>{key}</code>
        <Badge tone={tones[kind]}>{words[kind]}</Badge>
        {hasNewType && (
          <span className={styles['type']}>
            {types[typeOfJson(before)]} → {types[typeOfJson(after)]}
          </span>
        )}
        <IconButton label={isShown ? t`Hide ${key}` : t`Show ${key}`} size="small" onPress={onToggle}>
          {isShown ? <EyeOff size={16} /> : <Eye size={16} />}
        </IconButton>
      </div>
      {isShown && (
        <LineDiff
          label={key}
          before={before === undefined ? undefined : textOfJson(before)}
          after={after === undefined ? undefined : textOfJson(after)}
        />
      )}
    </li>
  )
}
