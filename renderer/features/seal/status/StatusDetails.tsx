import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { asciiAddress } from '../../../../electron/contract/plainAddress.ts'
import { clusterTrouble, troubleMeaning } from '../../../lib/clusterHealth.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { formatDate, formatLatency } from '../../../lib/format.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { KeyValue, type KeyValueItem } from '../../../ui/KeyValue.tsx'
import styles from './StatusDetails.module.css'
import { productName, roleMessages, sealStateOf, sealMessages } from './statusMessages.ts'

export interface StatusDetailsProps {
  readonly profileId: string
  readonly status: ServerStatus
  /** When the server was last reached, ISO 8601. */
  readonly seenAt: string | null
}

/** Everything that is known of a server, name by name. */
export function StatusDetails({ profileId, status, seenAt }: StatusDetailsProps) {
  const { t, i18n } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  const { unseal, error } = status
  const trouble = clusterTrouble(status)
  const rows: readonly (readonly [key: string, name: string, value: string | undefined, mono?: true])[] = [
    ['address', t`Address`, profile?.address, true],
    ['namespace', t`Namespace`, profile?.namespace === '' ? undefined : profile?.namespace, true],
    ['offline', t`Offline`, status.reachable || error === undefined ? undefined : i18n._(wordsFor(error).title)],
    [
      'seen',
      t`Last response`,
      status.reachable || seenAt === null ? undefined : formatDate(new Date(seenAt), i18n.locale),
    ],
    ['product', t`Product`, status.version === undefined ? undefined : `${productName(status)} ${status.version}`],
    ['state', t`State`, i18n._(sealMessages[sealStateOf(status)])],
    ['seal', t`Seal type`, status.sealType, true],
    [
      'shares',
      t`Unseal key shares`,
      unseal === undefined || unseal.shares === 0 ? undefined : t`${unseal.threshold} of ${unseal.shares} required`,
    ],
    ['role', t`Role`, status.role === undefined ? undefined : i18n._(roleMessages[status.role])],
    ['cluster-health', t`Cluster state`, trouble === null ? undefined : i18n._(troubleMeaning[trouble].title)],
    [
      'active-node',
      t`Active node`,
      status.activeNode === undefined ? undefined : asciiAddress(status.activeNode),
      true,
    ],
    ['storage', t`Storage`, status.storage, true],
    ['ha', t`High availability`, status.haEnabled === undefined ? undefined : status.haEnabled ? t`on` : t`off`],
    ['cluster', t`Cluster name`, status.clusterName, true],
    ['cluster-id', t`Cluster id`, status.clusterId, true],
    ['latency', t`Latency`, status.latency === undefined ? undefined : formatLatency(status.latency, i18n.locale)],
    ['checked', t`Last check`, formatDate(new Date(status.at), i18n.locale)],
  ]
  const items = rows.flatMap(([key, name, value, mono]): KeyValueItem[] =>
    value === undefined || value === '' ? [] : [{ key, name, value, ...(mono && { mono }) }],
  )
  return (
    <div className={styles['details']}>
      <h2 className={styles['title']}>{profile?.name ?? <Trans>Server</Trans>}</h2>
      <KeyValue items={items} />
    </div>
  )
}
