/** Words for a remark of the worker. */
import type { FindingCode } from '../../lib/policy/lint/finding.ts'
import type { ProblemCode } from '../../lib/policy/problems.ts'
import { useFindingWords } from './useFindingWords.ts'
import { useProblemWords } from './useProblemWords.ts'
import type { Remark } from './worker/protocol.ts'

export function useRemarkWords(): (remark: Remark) => string {
  const problem = useProblemWords()
  const finding = useFindingWords()
  return ({ kind, code, parameters }) =>
    kind === 'problem' ? problem(code as ProblemCode, parameters) : finding(code as FindingCode, parameters)
}
