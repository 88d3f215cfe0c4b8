import { Trans } from '@lingui/react/macro'
import type { Ceremony } from '../../../../electron/contract/ceremony.ts'

/** Explains what these keys are and what is lost without them. */
export function CeremonyReason({ ceremony }: { ceremony: Ceremony }) {
  const { shares, threshold } = ceremony
  if (ceremony.recovery) {
    return (
      <p>
        <Trans>
          This server unseals by itself. These are its recovery key shares, any {threshold} of {shares}, and its first
          root token; the server tells them only now. With them a lost root token can be replaced. They cannot take the
          place of the seal: if that is lost, so is the data.
        </Trans>
      </p>
    )
  }
  return (
    <p>
      {shares === 1 ? (
        <Trans>
          This is the only time the server tells its unseal key share and its first root token. Without the share,
          nobody can ever unseal it again.
        </Trans>
      ) : (
        <Trans>
          This is the only time the server tells its {shares} unseal key shares and its first root token. Without{' '}
          {threshold} of the shares, nobody can ever unseal it again.
        </Trans>
      )}
    </p>
  )
}
