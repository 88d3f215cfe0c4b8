/** Why Strongroom cannot start, in a form that both shells can explain. */
import { RelativeHome } from './folders.ts'

export type StartProblem =
  /**
   * A file or folder that the operating system does not allow access to; `code` is its own error code, such as
   * `EACCES`.
   */
  | { readonly kind: 'file'; readonly path: string; readonly code: string }
  | { readonly kind: 'relative-home'; readonly value: string; readonly message: string }
  | { readonly kind: 'other'; readonly message: string }

export function startProblem(problem: unknown): StartProblem {
  if (!(problem instanceof Error)) return { kind: 'other', message: String(problem) }
  if (problem instanceof RelativeHome) {
    return { kind: 'relative-home', value: problem.value, message: problem.message }
  }
  const { code, path } = problem as NodeJS.ErrnoException
  return code !== undefined && path !== undefined
    ? { kind: 'file', path, code }
    : { kind: 'other', message: problem.message }
}
