/** The result of a trial: who the pod is on the server and what it read, or why it was refused. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { Trial } from '../../../../electron/contract/kubernetesDoctor.ts'
import { formatDuration } from '../../../lib/format.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { KeyValue } from '../../../ui/KeyValue.tsx'
import report from './shared/report.module.css'
import { Doubts } from './Doubts.tsx'
import { ReadValues } from './ReadValues.tsx'
import { Reasons } from './Reasons.tsx'
import { TrialSides } from './TrialSides.tsx'

export function TrialResult({ profileId, trial }: { profileId: string; trial: Trial }) {
  const { t } = useLingui()
  const { login, refusal, read, readRefusal, reasons } = trial
  return (
    <section className={report['column']} aria-label={t`Result of the sign-in`}>
      {login !== null && (
        <>
          <Banner title={t`The sign-in works.`}>
            {trial.revoked === true && <Trans>The token was revoked.</Trans>}
            {trial.revoked === null && (
              <Trans>Tokens of this type can't be revoked. The token expires on its own.</Trans>
            )}
            {trial.revoked === false && <Trans>The token couldn't be revoked. It expires on its own.</Trans>}
          </Banner>
          <LoginFacts login={login} />
        </>
      )}
      <Doubts doubts={trial.doubts} />
      {read !== null && <ReadValues key={read.id} profileId={profileId} read={read} />}
      {readRefusal !== null && (
        <Banner tone="warn" title={t`The role's token can't read the secret.`}>
          <p>
            <Trans>The sign-in works, but no policy of the role allows this path.</Trans>
          </p>
          <Words words={readRefusal.words} status={readRefusal.status} />
        </Banner>
      )}
      {refusal !== null && (
        <>
          {reasons.length === 0 && (
            <Banner tone="danger" title={t`The server refuses the sign-in.`}>
              <Trans>Strongroom can't determine the cause. Check the server's log.</Trans>
            </Banner>
          )}
          <Reasons reasons={reasons} />
          <Words words={refusal.words} status={refusal.status} />
        </>
      )}
      <TrialSides trial={trial} />
    </section>
  )
}

function LoginFacts({ login }: { login: NonNullable<Trial['login']> }) {
  const { t, i18n } = useLingui()
  return (
    <KeyValue
      items={[
        {
          key: 'policies',
          name: t`Policies`,
          value: (
            <span className={report['line']}>
              {login.policies.map((policy) => (
                <Badge key={policy} mono>
                  {policy}
                </Badge>
              ))}
            </span>
          ),
        },
        {
          key: 'ttl',
          name: t`Lifetime`,
          value:
            login.ttl === 0
              ? '∞'
              : login.renewable
                ? t`${formatDuration(login.ttl, i18n.locale)}, renewable`
                : formatDuration(login.ttl, i18n.locale),
        },
        { key: 'type', name: t`Type`, value: login.type, mono: true },
        ...(login.alias === null ? [] : [{ key: 'alias', name: t`Alias`, value: login.alias, mono: true }]),
        ...(login.entityId === '' ? [] : [{ key: 'entity', name: t`Entity`, value: login.entityId, mono: true }]),
        ...login.metadata
          .filter(({ value }) => value !== '')
          .map(({ key, value }) => ({ key: `meta ${key}`, name: key, value, mono: true })),
      ]}
    />
  )
}

/** The server's own words. */
function Words({ words, status }: { words: readonly string[]; status: number | null }) {
  const { t } = useLingui()
  return (
    <p className={report['words']}>
      {status === null ? t`The server's response:` : t`The server's response (${status}):`}{' '}
      {words.length === 0 ? <Trans>nothing</Trans> : words.map((line) => <code key={line}>{line}</code>)}
    </p>
  )
}
