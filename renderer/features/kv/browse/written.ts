/** What a text names, before a mount is looked up in it. */
export interface Written {
  /** The mount and the path below it together; or only the path below, if `mount` is known. */
  readonly path: string
  /** Named apart from the path, as `-mount=` does. */
  readonly mount?: string | undefined
  /** This form is used only if such a mount exists. */
  readonly ifMountKnown?: boolean | undefined
  /** `api`: it has `data/` or the like after the mount. `name`: it does not. `any`: not known. */
  readonly form: 'api' | 'name' | 'any'
  readonly isFolder?: boolean | undefined
  readonly version?: number | undefined
}
