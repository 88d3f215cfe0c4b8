/** The open policy and the open view, as its address names them. */
export interface PoliciesRoute {
  readonly name?: string | undefined
  readonly mode?: 'new' | 'import' | 'grant' | 'export' | undefined
  /** Identifies one of the new policies; for an existing policy, the editing session whose draft is resumed. */
  readonly draft?: string | undefined
  readonly mount?: string | undefined
  readonly path?: string | undefined
}
