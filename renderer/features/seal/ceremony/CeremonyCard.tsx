import { Trans, useLingui } from '@lingui/react/macro'
import { FileDown, Printer, UserRound } from 'lucide-react'
import type { Ceremony, CeremonyItem, CeremonyPlace } from '../../../../electron/contract/ceremony.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import { fileNameOf, isGone, placesOf, wayWords } from './ceremonyItems.ts'
import styles from './CeremonyCard.module.css'
import cards from './shared/cards.module.css'
import { DecryptCommand } from './DecryptCommand.tsx'
import { PgpKeyName } from '../initialize/PgpKeyName.tsx'
import { useItemName } from './useItemName.ts'

export interface CeremonyCardProps {
  readonly ceremony: Ceremony
  readonly item: CeremonyItem
  /** The value while it is shown; one card at a time. */
  readonly value: string | null
  readonly onReveal: () => Promise<string | null>
  readonly onHide: () => void
  readonly onCopy: () => Promise<boolean>
  readonly onSave: () => void
  readonly onHandOver: () => void
  readonly onPrint: () => void
}

/** One share or the root token, masked. A card whose item is saved turns quiet and names the place. */
export function CeremonyCard({ ceremony, item, value, onReveal, onHide, onCopy, ...on }: CeremonyCardProps) {
  const { t } = useLingui()
  const name = useItemName(ceremony)(item)
  const places = placesOf(ceremony, item)
  const key = item === 'root-token' ? ceremony.pgpRootToken : ceremony.pgpShares[item - 1]
  return (
    <li
      className={cards['card']}
      data-wide={item === 'root-token' || undefined}
      data-quiet={places.length > 0 || undefined}
    >
      <div className={cards['cardHead']}>
        <span>{name}</span>
        {!isGone(ceremony, item) && (
          <span className={cards['ways']}>
            <IconButton label={t`Save ${name} to a file`} size="small" onPress={on.onSave}>
              <FileDown size={16} />
            </IconButton>
            <IconButton label={t`Print ${name}`} size="small" onPress={on.onPrint}>
              <Printer size={16} />
            </IconButton>
            <IconButton label={t`Hand over ${name}`} size="small" onPress={on.onHandOver}>
              <UserRound size={16} />
            </IconButton>
          </span>
        )}
      </div>
      {key !== null && key !== undefined && (
        <p className={cards['for']}>
          <Trans>
            Encrypted for <PgpKeyName facts={key} />
          </Trans>
        </p>
      )}
      {isGone(ceremony, item) ? (
        <p className={styles['gone']}>
          <Trans>The holder has this share. Strongroom removed it from this computer.</Trans>
        </p>
      ) : (
        <SecretField label={name} value={value} onReveal={onReveal} onHide={onHide} onCopy={onCopy} />
      )}
      {value !== null && key !== null && key !== undefined && <DecryptCommand messages={[value]} />}
      {places.length > 0 && (
        <p className={styles['badges']}>
          {places.map((place) => (
            <Place key={`${place.way} ${place.where ?? ''}`} place={place} />
          ))}
        </p>
      )}
    </li>
  )
}

function Place({ place }: { place: CeremonyPlace }) {
  const { i18n } = useLingui()
  if (place.way === 'file' && place.where !== undefined) {
    return (
      <span title={place.where}>
        <Badge mono>{fileNameOf(place.where)}</Badge>
      </span>
    )
  }
  return <Badge tone={place.way === 'copied' ? 'plain' : 'ok'}>{i18n._(wayWords[place.way])}</Badge>
}
