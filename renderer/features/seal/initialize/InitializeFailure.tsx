import { useLingui } from '@lingui/react/macro'
import { errorOf } from '../../../lib/call.ts'
import { CallProblem } from '../../../components/CallProblem.tsx'

/** Why a server was not initialized, and whether anything was sent at all. */
export function InitializeFailure({ problem }: { problem: unknown }) {
  const { t } = useLingui()
  const { code, issues } = errorOf(problem)
  if (code === 'invalid-input' && issues?.some(({ path }) => path === 'keepIn.handle') === true) {
    return (
      <CallProblem
        problem={problem}
        title={t`The keys cannot be written there`}
        meaning={t`Choose a new file in a folder that Strongroom can write to. Nothing was sent to the server.`}
      />
    )
  }
  if (code === 'file-unwritable') {
    return (
      <CallProblem
        problem={problem}
        title={t`The keys could not be written down on this computer`}
        meaning={t`Nothing was sent to the server. Make room on the disk, or let Strongroom write into its folder, then try again.`}
      />
    )
  }
  return <CallProblem problem={problem} />
}
