/** Why Strongroom cannot start, in what both shells can put into words. */

export type StartProblem =
  /** A file or folder that the operating system does not give out; `code` is its own word, such as `EACCES`. */
  | { readonly kind: 'file'; readonly path: string; readonly code: string }
  | { readonly kind: 'other'; readonly message: string }

export function startProblem(problem: unknown): StartProblem {
  if (!(problem instanceof Error)) return { kind: 'other', message: String(problem) }
  const { code, path } = problem as NodeJS.ErrnoException
  return code !== undefined && path !== undefined
    ? { kind: 'file', path, code }
    : { kind: 'other', message: problem.message }
}
