import { Trans } from '@lingui/react/macro'
import type { Ceremony } from '../../../../electron/contract/ceremony.ts'

/** Explains what these keys are and what is lost without them. */
export function CeremonyReason({ ceremony }: { ceremony: Ceremony }) {
  const { shares, threshold } = ceremony
  if (ceremony.recovery) {
    return (
      <p>
        <Trans>
          This server uses auto-unseal. It returns its recovery key shares (threshold: {threshold} of {shares}) and its
          initial root token only once. The recovery key shares can approve a new root token. They can't replace the
          seal. If the seal is lost, the data is lost too.
        </Trans>
      </p>
    )
  }
  return (
    <p>
      {shares === 1 ? (
        <Trans>
          The server returns its unseal key share and its initial root token only once. Without this share, no one can
          unseal the server again.
        </Trans>
      ) : (
        <Trans>
          The server returns its {shares} unseal key shares and its initial root token only once. Without {threshold} of
          these shares, no one can unseal the server again.
        </Trans>
      )}
    </p>
  )
}
