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
      <Banner tone="info" title={t`The seal is being changed (${type})`}>
        <Trans>
          The server was started with another seal than before, and wants the shares of the one before. Each share that
          you give here says that it is for the change; in a cluster, change the standbys first and the active node
          last.
        </Trans>
      </Banner>
    )
  }
  if (!isAutoUnseal(status)) return null
  return (
    <Banner tone="info" title={t`This server unseals by itself (${type})`}>
      <Trans>
        It was sealed by hand. Its recovery key shares unseal it, and so does a restart, as long as its seal can be
        reached.
      </Trans>
    </Banner>
  )
}
