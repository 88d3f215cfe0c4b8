import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import { formatDate } from '../../../lib/format.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import styles from './KeySheet.module.css'
import { PgpKeyName } from '../initialize/PgpKeyName.tsx'
import { QrCode } from './QrCode.tsx'
import { SpacedText } from './SpacedText.tsx'
import { useItemName } from './useItemName.ts'

/** A printed page with one key: what it is, its server, and how a reader uses it years later. */
export function KeySheet({ ceremony, item, value }: { ceremony: Ceremony; item: CeremonyItem; value: string }) {
  const { t, i18n } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  const name = useItemName(ceremony)(item)
  const profile = profiles?.find(({ id }) => id === ceremony.profileId)
  const { shares, threshold } = ceremony
  const key = item === 'root-token' ? ceremony.pgpRootToken : ceremony.pgpShares[item - 1]
  const made = formatDate(new Date(ceremony.startedAt), i18n.locale)
  return (
    <article className={styles['sheet']}>
      <header>
        <h1>{item === 'root-token' ? name : t`${name} of ${shares}`}</h1>
        <p>
          {profile?.name} · <span translate="no">{profile?.address}</span> · {made}
        </p>
      </header>
      <QrCode text={value} label={t`QR code of ${name}`} size={300} />
      <SpacedText text={value} />
      <p>
        {item === 'root-token' ? (
          <Trans>
            Anyone who has this token can do everything on the server. Set up the server with it, then revoke it.
          </Trans>
        ) : ceremony.recovery ? (
          <Trans>
            Any {threshold} of the {shares} recovery key shares can create a new root token or new recovery keys.
          </Trans>
        ) : (
          <Trans>
            Any {threshold} of the {shares} shares unseal the server after a restart. Submit them under “Seal” in
            Strongroom, or with “vault operator unseal”.
          </Trans>
        )}
      </p>
      {key !== null && key !== undefined && (
        <p>
          <Trans>
            Encrypted for <PgpKeyName facts={key} />
          </Trans>
        </p>
      )}
      <p>
        <Trans>
          The spaces only make the key easier to read. Don't store this sheet with another sheet of the same server.
        </Trans>
      </p>
    </article>
  )
}
