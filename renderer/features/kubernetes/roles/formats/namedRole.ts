import type { RoleSettings } from '../../../../../electron/contract/kubernetes.ts'

/** A role of a file, or of a mount. */
export interface NamedRole {
  readonly name: string
  readonly settings: RoleSettings
}
