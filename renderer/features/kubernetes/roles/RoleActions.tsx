/** What is done to one role or many: each in a dialog of its own. */
import type { RoleList } from '../queries.ts'
import { DeleteRolesDialog } from './DeleteRolesDialog.tsx'

export type RoleAction = { readonly kind: 'delete'; readonly names: readonly string[] }

export interface RoleActionsProps {
  readonly profileId: string
  readonly mount: string
  readonly list: RoleList
  readonly action: RoleAction
  readonly onClose: () => void
  /** Called when something was done, before the dialog closes. */
  readonly onDone: () => void
}

export function RoleActions({ action, ...props }: RoleActionsProps) {
  return <DeleteRolesDialog {...props} names={action.names} />
}
