import { Trans, useLingui } from '@lingui/react/macro'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { Badge } from '../../ui/Badge.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { type CeremonyItem, isKept } from './ceremonyItems.ts'
import styles from './SealPage.module.css'

export interface CeremonyCardProps {
  readonly ceremony: Ceremony
  readonly item: CeremonyItem
  /** The value while it is shown; one card at a time. */
  readonly value: string | null
  readonly isSeen: boolean
  readonly onReveal: () => Promise<string | null>
  readonly onHide: () => void
  readonly onCopy: () => Promise<boolean>
}

/** One share or the root token behind dots. A card that is safe somewhere turns quiet and says where. */
export function CeremonyCard({ ceremony, item, value, isSeen, onReveal, onHide, onCopy }: CeremonyCardProps) {
  const { t } = useLingui()
  const kept = isKept(ceremony, item)
  const name =
    item === 'root-token'
      ? t`Root token`
      : ceremony.recovery
        ? t`Recovery key share ${item}`
        : t`Unseal key share ${item}`
  return (
    <li
      className={styles['card']}
      data-wide={item === 'root-token' || undefined}
      data-quiet={kept || ceremony.saved || undefined}
    >
      <div className={styles['cardHead']}>
        <span>{name}</span>
        <span className={styles['badges']}>
          {ceremony.saved && <Badge mono>cluster-keys.json</Badge>}
          {kept && (
            <Badge tone="ok">
              <Trans>in the keychain</Trans>
            </Badge>
          )}
          {isSeen && !kept && !ceremony.saved && (
            <Badge>
              <Trans>seen</Trans>
            </Badge>
          )}
        </span>
      </div>
      <SecretField label={name} value={value} onReveal={onReveal} onHide={onHide} onCopy={onCopy} />
    </li>
  )
}
