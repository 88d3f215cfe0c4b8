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
        title={t`Strongroom can't write the keys to this file`}
        meaning={t`Nothing was sent to the server. Choose a new file in a folder that Strongroom can write to.`}
      />
    )
  }
  if (code === 'file-unwritable') {
    return (
      <CallProblem
        problem={problem}
        title={t`Strongroom couldn't write the keys to this computer's disk`}
        meaning={t`Nothing was sent to the server. Free up disk space, or make Strongroom's folder writable, then retry.`}
      />
    )
  }
  return <CallProblem problem={problem} />
}
