import { Failure } from '../../electron/contract/failure.ts'

/** Returns `ok` if the work succeeded, otherwise the error code; a text for an error that is not a `Failure`. */
export const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
