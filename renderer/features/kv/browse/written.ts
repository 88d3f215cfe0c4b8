/** What stands in a text, before a mount is looked for in it. */
export interface Written {
  /** The mount and what is below it in one; or only what is below, where `mount` is known. */
  readonly path: string
  /** Named apart from the path, as `-mount=` does. */
  readonly mount?: string | undefined
  /** Nobody writes this mount so, unless there is one. */
  readonly ifMountKnown?: boolean | undefined
  /** `api`: it has `data/` or the like behind the mount. `name`: it has not. `any`: nobody can tell. */
  readonly form: 'api' | 'name' | 'any'
  readonly isFolder?: boolean | undefined
  readonly version?: number | undefined
}
