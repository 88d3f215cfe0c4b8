/** The message of one of the worker's warnings. */
import type { FindingCode } from '../../../../policy/lint/finding.ts'
import type { ProblemCode } from '../../../../policy/problems.ts'
import { useFindingMessages } from './useFindingMessages.ts'
import { useProblemMessages } from './useProblemMessages.ts'
import type { Remark } from '../worker/protocol.ts'

export function useRemarkMessages(): (remark: Remark) => string {
  const problem = useProblemMessages()
  const finding = useFindingMessages()
  return ({ kind, code, parameters }) =>
    kind === 'problem' ? problem(code as ProblemCode, parameters) : finding(code as FindingCode, parameters)
}
