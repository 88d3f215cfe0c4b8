import { useLingui } from '@lingui/react/macro'
import { errorOf } from '../../lib/call.ts'
import { CallProblem } from '../../ui/CallProblem.tsx'

/** Why a value was not handed out; a keychain that has gone is said to have gone. */
export function FreshProblem({ problem }: { problem: unknown }) {
  const { t } = useLingui()
  return errorOf(problem).code === 'keychain-unavailable' ? (
    <CallProblem
      problem={problem}
      title={t`The keychain is gone`}
      meaning={t`It was there when Strongroom started. What is sealed stays as it is; bring the keychain back and try again.`}
    />
  ) : (
    <CallProblem problem={problem} />
  )
}
