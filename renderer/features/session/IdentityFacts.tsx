import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { formatDate, formatDuration } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { KeyValue } from '../../ui/KeyValue.tsx'
import { TimeLeft } from './TimeLeft.tsx'

/** The server's data on the person and the token. */
export function IdentityFacts({ identity }: { identity: Identity }) {
  const { t, i18n } = useLingui()
  const date = (at: string) => formatDate(new Date(at), i18n.locale)
  const types: Readonly<Record<Identity['type'], string>> = { service: t`service`, batch: t`batch`, other: t`unknown` }
  const yesOrNo = (is: boolean) => (is ? t`yes` : t`no`)
  const none = <span>–</span>
  return (
    <KeyValue
      items={[
        { key: 'name', name: t`Display name`, value: identity.displayName === '' ? none : identity.displayName },
        { key: 'policies', name: t`Policies`, value: <Policies names={identity.policies} none={none} /> },
        {
          key: 'identity',
          name: t`Identity policies`,
          value: <Policies names={identity.identityPolicies} none={none} />,
        },
        { key: 'entity', name: t`Entity`, value: identity.entityId === '' ? none : identity.entityId, mono: true },
        { key: 'path', name: t`Auth method`, value: identity.path === '' ? none : identity.path, mono: true },
        { key: 'type', name: t`Token type`, value: types[identity.type] },
        { key: 'orphan', name: t`Orphan`, value: yesOrNo(identity.orphan) },
        { key: 'renewable', name: t`Renewable`, value: yesOrNo(identity.renewable) },
        { key: 'issued', name: t`Issued`, value: identity.issuedAt === null ? none : date(identity.issuedAt) },
        {
          key: 'ttl',
          name: t`Initial TTL`,
          value: identity.creationTtl === 0 ? '∞' : formatDuration(identity.creationTtl, i18n.locale),
        },
        {
          key: 'expires',
          name: t`Expires`,
          value:
            identity.expiresAt === null ? (
              <Trans>never (TTL ∞)</Trans>
            ) : (
              <>
                {date(identity.expiresAt)} <TimeLeft identity={identity} />
              </>
            ),
        },
        { key: 'kept', name: t`Stored in the keychain`, value: yesOrNo(identity.remembered) },
      ]}
    />
  )
}

function Policies({ names, none }: { names: readonly string[]; none: ReactNode }) {
  if (names.length === 0) return none
  return names.map((name) => (
    <Badge key={name} mono>
      {name}
    </Badge>
  ))
}
