/** Whether a mount's configuration can work, as far as that is known without a sign-in. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { ConfigState } from '../../../../electron/contract/kubernetes.ts'
import { formatDate } from '../../../lib/format.ts'
import { Badge, type BadgeTone } from '../../../ui/Badge.tsx'
import { useNow } from '../../../ui/useNow.ts'
import health from './shared/health.module.css'

interface Finding {
  readonly id: string
  readonly tone: BadgeTone
  readonly words: string
}

/** `isShort`: only the most severe finding, for a table. */
export function ConfigHealth({ state, isShort = false }: { state: ConfigState; isShort?: boolean }) {
  const findings = useFindings(state)
  const shown = isShort ? findings.slice(0, 1) : findings
  return (
    <span className={health['line']}>
      {shown.map(({ id, tone, words }) => (
        <Badge key={id} tone={tone}>
          {words}
        </Badge>
      ))}
      {!isShort && state.config !== null && (
        <span className={health['host']}>
          <Trans>
            API server <code>{state.config.host}</code>
          </Trans>
        </span>
      )}
    </span>
  )
}

function useFindings({ config, reviewerSet, authorities }: ConfigState): readonly Finding[] {
  const { t, i18n } = useLingui()
  const now = useNow()
  if (config === null) return [{ id: 'none', tone: 'warn', words: t`not configured` }]
  const ended = authorities.find(({ validTo }) => Date.parse(validTo) < now)
  const usesPod = !config.disableLocalCaJwt
  const endedOn = ended === undefined ? '' : formatDate(new Date(ended.validTo), i18n.locale)
  return [
    ...(ended === undefined ? [] : [{ id: 'ca-ended', tone: 'danger' as const, words: t`CA expired ${endedOn}` }]),
    ...(config.caPem === '' && !usesPod
      ? [{ id: 'no-ca', tone: 'warn' as const, words: t`no CA: the system's are trusted` }]
      : []),
    ...(reviewerSet === false && !usesPod
      ? [{ id: 'client', tone: 'warn' as const, words: t`each pod's token reviews itself` }]
      : []),
    { id: 'configured', tone: 'ok', words: t`configured` },
    ...(reviewerSet === true ? [{ id: 'reviewer', tone: 'ok' as const, words: t`reviewer JWT set` }] : []),
    ...(reviewerSet !== true && usesPod
      ? [{ id: 'pod', tone: 'plain' as const, words: t`reviewer: Vault's pod` }]
      : []),
    ...(reviewerSet === null
      ? [{ id: 'unknown', tone: 'plain' as const, words: t`reviewer JWT unknown: the server doesn't report it` }]
      : []),
  ]
}
