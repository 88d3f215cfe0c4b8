/**
 * Whether this policy allows an operation: first evaluated here as the server does it, then tried on the server with a
 * token of the policy.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type TrialOperation, TrialOperation as Operations } from '../../../../electron/contract/policies.ts'
import { storedPolicy } from '../../../lib/queries/policies.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { Select } from '../../../ui/Select.tsx'
import { useReadText } from '../editor/readText.ts'
import type { TextActs } from '../editor/useTextActs.ts'
import { Trial } from './Trial.tsx'
import styles from './TryPanel.module.css'
import quietText from './shared/quietText.module.css'
import type { DecidingRule, DecisionAnswer } from '../worker/protocol.ts'

export function TryPanel({
  profileId,
  name,
  acts: { ask, goTo },
}: {
  profileId: string
  name: string | null
  acts: TextActs
}) {
  const { text, isStored, setting, isUnsaved } = useReadText()
  const { t } = useLingui()
  const [path, setPath] = useState('')
  const [operation, setOperation] = useState<TrialOperation>('read')
  const [isWithDefault, setWithDefault] = useState(true)
  const other = useQuery({ ...storedPolicy(profileId, 'default'), enabled: isWithDefault && name !== 'default' })
  const beside = isWithDefault && name !== 'default' ? (other.data?.text ?? null) : null
  const [decision, setDecision] = useState<DecisionAnswer | null>(null)
  const asked = path.trim().replace(/^\/?(?:v1\/)?/, '')

  useEffect(() => {
    if (asked === '') return undefined
    let isOver = false
    void ask('decide', text, { path: asked, operation, withDefault: beside }).then((answer) => {
      if (!isOver) setDecision(answer)
    })
    return () => void (isOver = true)
  }, [ask, text, asked, operation, beside])

  const operations = Operations.options.filter((each) => each !== 'scan' || setting.dialect === 'openbao')
  const starts = setting.mounts.flatMap(({ path: mount, version }) =>
    version === 2 ? [`${mount}data/`, `${mount}metadata/`] : [mount],
  )
  return (
    <section className={styles['panel']} aria-label={t`Try it`}>
      <div className={styles['fields']}>
        <Select
          label={t`Operation`}
          value={operation}
          onChange={setOperation}
          options={operations.map((value) => ({ value, label: value }))}
        />
        <ComboBox
          label={t`Path`}
          value={path}
          onChange={setPath}
          options={starts.map((value) => ({ value, label: value }))}
          mono
          placeholder="secret/data/webapp/config"
        />
      </div>
      {name !== 'default' && (
        <Checkbox isSelected={isWithDefault} onChange={setWithDefault}>
          {t`Include the default policy`}
        </Checkbox>
      )}
      {decision !== null && asked !== '' && (
        <Decision decision={decision} operation={operation} path={asked} onGoTo={goTo} />
      )}
      {name !== null && isStored && asked !== '' && (
        <Trial
          key={`${operation} ${asked}`}
          profileId={profileId}
          name={name}
          path={asked}
          operation={operation}
          isUnsaved={isUnsaved}
        />
      )}
    </section>
  )
}

function Decision({
  decision,
  operation,
  path,
  onGoTo,
}: {
  decision: DecisionAnswer
  operation: string
  path: string
  onGoTo: (offset: number) => void
}) {
  const { t } = useLingui()
  const { isAllowed, by, beaten, templated } = decision
  return (
    <div className={styles['answer']} aria-live="polite">
      <p>
        <Badge tone={isAllowed ? 'ok' : 'danger'}>{isAllowed ? t`allowed` : t`refused`}</Badge>{' '}
        {isAllowed ? (
          <Trans>
            This text grants <code>{operation}</code> on <code>{path}</code>.
          </Trans>
        ) : by === null ? (
          <Trans>
            No rule matches <code>{path}</code>.
          </Trans>
        ) : (
          <Trans>
            The deciding rule doesn't grant <code>{operation}</code>.
          </Trans>
        )}
      </p>
      {by !== null && <Rule title={t`Deciding rule`} rule={by} onGoTo={onGoTo} />}
      {beaten.map((rule) => (
        <Rule key={rule.pattern} title={t`Other matching rules`} rule={rule} onGoTo={onGoTo} />
      ))}
      {templated.length > 0 && (
        <p className={quietText['note']}>
          <Trans>
            Left out because only the server can fill in templates: <code>{templated.join(', ')}</code>
          </Trans>
        </p>
      )}
    </div>
  )
}

function Rule({ title, rule, onGoTo }: { title: string; rule: DecidingRule; onGoTo: (offset: number) => void }) {
  const { t } = useLingui()
  const { pattern, capabilities, from, line } = rule
  return (
    <p className={styles['rule']}>
      <span className={quietText['note']}>{title}</span> <code>{pattern}</code>{' '}
      <span className={quietText['note']}>{capabilities.join(', ')}</span>{' '}
      {from === null ? (
        <span className={quietText['note']}>{t`in default`}</span>
      ) : (
        <Button size="small" variant="quiet" onPress={() => onGoTo(from)}>
          {t`Line ${line ?? 1}`}
        </Button>
      )}
    </p>
  )
}
