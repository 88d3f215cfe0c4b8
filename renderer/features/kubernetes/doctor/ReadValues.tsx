/** What the role's token has read: keys, and each value masked until the person asks for it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { TrialRead } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { KeyValue } from '../../../ui/KeyValue.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import report from './shared/report.module.css'

/** A text without its quotes; everything else unchanged, so that no digit is touched. */
const textOf = (json: string): string => (json.startsWith('"') ? String(JSON.parse(json)) : json)

export function ReadValues({
  profileId,
  read,
  changed,
}: {
  profileId: string
  read: TrialRead
  changed?: readonly string[]
}) {
  const { t } = useLingui()
  // SECURITY: values that were asked for, for as long as this reading is on the page (docs/security.md, "Values").
  const [shown, setShown] = useState<ReadonlyMap<string, string>>(new Map())
  const fetchAll = async () => {
    const { entries } = await valueOf(bridge.kubernetesDoctor.revealRead({ profileId, readId: read.id }))
    return new Map(entries.map(({ key, json }) => [key, textOf(json)] as const))
  }
  const hide = (key: string) => setShown((before) => new Map([...before].filter(([name]) => name !== key)))
  const isAllShown = read.fields.length > 0 && read.fields.every(({ key }) => shown.has(key))
  return (
    <div className={report['column']}>
      <div className={report['line']}>
        {read.version !== null && <Badge mono>v{read.version}</Badge>}
        <Button
          size="small"
          onPress={() => {
            if (isAllShown) setShown(new Map())
            else void fetchAll().then(setShown, () => setShown(new Map()))
          }}
        >
          {isAllShown ? t`Hide all values` : t`Show all values`}
        </Button>
      </div>
      {read.fields.length === 0 ? (
        <p className={report['quiet']}>
          <Trans>The secret has no values in this version.</Trans>
        </p>
      ) : (
        <KeyValue
          items={read.fields.map(({ key }) => ({
            key,
            name: (
              <span className={report['line']}>
                {key}
                {changed?.includes(key) === true && <Badge tone="accent">{t`changed`}</Badge>}
              </span>
            ),
            value: (
              <SecretField
                label={key}
                value={shown.get(key) ?? null}
                onReveal={async () => {
                  const text = (await fetchAll()).get(key) ?? null
                  if (text !== null) setShown((before) => new Map([...before, [key, text]]))
                  return text
                }}
                onHide={() => hide(key)}
              />
            ),
            mono: true,
          }))}
        />
      )}
    </div>
  )
}
