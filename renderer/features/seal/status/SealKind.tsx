import { Trans, useLingui } from '@lingui/react/macro'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { isAutoUnseal } from './statusMessages.ts'

/** Special states of a seal: it is being changed for another one, or something other than key shares opens it. */
export function SealKind({ status }: { status: ServerStatus }) {
  const { t } = useLingui()
  const type = status.sealType ?? ''
  if (status.migration === true) {
    return (
      <Banner tone="info" title={t`Seal migration in progress (${type})`}>
        <Trans>
          The server was started with a different seal and needs the key shares of the previous seal. Strongroom submits
          each share with the migrate flag. In a cluster, migrate the standbys first and the active node last.
        </Trans>
      </Banner>
    )
  }
  if (!isAutoUnseal(status)) return null
  return (
    <Banner tone="info" title={t`This server uses auto-unseal (${type})`}>
      <Trans>
        This server was sealed manually. Unseal it with its recovery key shares, or restart it while its seal is
        reachable.
      </Trans>
    </Banner>
  )
}
