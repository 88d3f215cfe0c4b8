/** The claims of a token, with local times. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { TokenView } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { formatDate, formatDuration, formatRelative } from '../../../lib/format.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { KeyValue, type KeyValueItem } from '../../../ui/KeyValue.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import { useNow } from '../../../ui/useNow.ts'
import report from './shared/report.module.css'
import { tokenProblemWords } from './tokenWords.ts'

export function TokenFacts({
  profileId,
  view,
  clockAhead,
}: {
  profileId: string
  view: TokenView
  /** Seconds that this computer is ahead of the server. */
  clockAhead: number | null
}) {
  const { t, i18n } = useLingui()
  const { claims, problems } = view
  if (claims === null) return null
  const row = (key: string, name: string, value: string): KeyValueItem[] =>
    value === '' ? [] : [{ key, name, value, mono: true }]
  const time = (key: string, name: string, at: string | null): KeyValueItem[] =>
    at === null ? [] : [{ key, name, value: <Moment at={at} /> }]
  const reveal = async () =>
    view.id === null ? null : (await valueOf(bridge.kubernetesDoctor.revealToken({ profileId, tokenId: view.id }))).jwt
  const skew = Math.abs(clockAhead ?? 0)
  return (
    <>
      <TidiedNote tidied={view.tidied} />
      {[...new Set(problems.map(({ code }) => code))].map((code) => {
        const details = problems.filter((one) => one.code === code && one.detail !== '').map(({ detail }) => detail)
        return (
          <Banner key={code} tone="warn" title={i18n._(tokenProblemWords[code])}>
            {details.length > 0 && <code>{details.join(', ')}</code>}
          </Banner>
        )
      })}
      <KeyValue
        items={[
          ...row('sub', t`Subject`, claims.subject),
          ...row('namespace', t({ message: 'Namespace', context: 'Kubernetes' }), claims.namespace),
          ...row('account', t`Service account`, claims.serviceAccount),
          ...row('pod', t`Pod`, claims.pod),
          ...row('node', t`Node`, claims.node),
          ...row('secret', t`Secret`, claims.secret),
          ...row('aud', t`Audience`, claims.audiences.join(', ')),
          ...row('iss', t`Issuer`, claims.issuer),
          ...time('iat', t`Issued`, claims.issuedAt),
          ...time('nbf', t`Valid from`, claims.notBefore),
          ...time('exp', t`Expires`, claims.expiresAt),
          ...row('alg', t`Signature`, [claims.algorithm, claims.keyId].filter((part) => part !== '').join(' · ')),
          { key: 'jwt', name: t`Token`, value: <SecretField label={t`the token`} onReveal={reveal} /> },
        ]}
      />
      {skew >= 5 && (
        <Banner tone="warn" title={t`The clocks differ.`}>
          {(clockAhead ?? 0) > 0 ? (
            <Trans>This computer is {formatDuration(skew, i18n.locale)} ahead of the server.</Trans>
          ) : (
            <Trans>This computer is {formatDuration(skew, i18n.locale)} behind the server.</Trans>
          )}
        </Banner>
      )}
      <p className={report['quiet']}>
        <Trans>Decoded only. Kubernetes hasn't verified the signature.</Trans>
      </p>
    </>
  )
}

/** A moment in local time, and how far away it is. */
export function Moment({ at }: { at: string }) {
  const { i18n } = useLingui()
  const now = useNow()
  const date = new Date(at)
  return (
    <time dateTime={at}>
      {formatDate(date, i18n.locale)} <span>({formatRelative(date, new Date(now), i18n.locale)})</span>
    </time>
  )
}
