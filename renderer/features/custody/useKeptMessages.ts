import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { KeptCounts, KeptWay, WayField } from '../../../electron/contract/custody.ts'

/** Messages for what is stored for another way to a server, and for the fields of that way. */
export function useKeptMessages() {
  const { t } = useLingui()

  const fields: Readonly<Record<WayField, string>> = {
    address: t`Address`,
    namespace: t`Namespace`,
    tlsServerName: t`TLS server name`,
    ca: t`CA certificates`,
    verification: t`Certificate verification`,
    proxy: t`Proxy`,
  }
  const fieldValue = (field: WayField, value: string): string => {
    if (value === '') return t`not set`
    if (field !== 'verification') return value
    return value === 'off' ? t`off` : t`on`
  }
  /** Each stored item, with its count. */
  const itemsOf = (kept: KeptCounts): readonly string[] => [
    ...(kept.token ? [t`token`] : []),
    ...(kept.rootToken ? [t`root token`] : []),
    ...(kept.shares > 0
      ? [t`${plural(kept.shares, { one: '# unseal key share', other: '# unseal key shares' })}`]
      : []),
    ...(kept.ceremony ? [t`unfinished key ceremony`] : []),
    ...(kept.nodes > 0 ? [t`${plural(kept.nodes, { one: '# cluster node', other: '# cluster nodes' })}`] : []),
    ...(kept.reviewers > 0
      ? [t`${plural(kept.reviewers, { one: '# token reviewer JWT', other: '# token reviewer JWTs' })}`]
      : []),
    ...(kept.drafts > 0 ? [t`${plural(kept.drafts, { one: '# unsaved draft', other: '# unsaved drafts' })}`] : []),
    ...(kept.policies > 0
      ? [t`${plural(kept.policies, { one: '# earlier policy text', other: '# earlier policy texts' })}`]
      : []),
    ...(kept.places ? [t`favorites and recent secrets`] : []),
  ]
  const changedFields = ({ changes }: KeptWay): string => changes.map(({ field }) => fields[field]).join(', ')

  return { fields, fieldValue, itemsOf, changedFields }
}
