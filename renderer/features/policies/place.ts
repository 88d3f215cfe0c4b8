/** Which policy is open, and what is being done there, as its address says it. */
export interface PoliciesPlace {
  readonly name?: string | undefined
  readonly mode?: 'new' | 'import' | 'grant' | 'export' | undefined
  /** Which of the policies that are new; of another policy, the editing session whose draft goes on. */
  readonly draft?: string | undefined
  readonly mount?: string | undefined
  readonly path?: string | undefined
}
