/** Actions on one role or many, each in a dialog of its own. */
import type { RoleList } from '../queries.ts'
import { CopyRolesDialog } from './CopyRolesDialog.tsx'
import { DeleteRolesDialog } from './DeleteRolesDialog.tsx'
import { ExportRolesDialog } from './ExportRolesDialog.tsx'
import type { NamedRole } from './formats/namedRole.ts'
import { ImportRolesDialog } from './ImportRolesDialog.tsx'
import type { RoleDialogProps } from './roleDialog.ts'

export type RoleAction =
  | { readonly kind: 'import' }
  | { readonly kind: 'export' | 'copy' | 'delete'; readonly names: readonly string[] }

interface RoleActionsProps extends RoleDialogProps {
  readonly list: RoleList
  readonly action: RoleAction
}

export function RoleActions({ action, list, ...props }: RoleActionsProps) {
  if (action.kind === 'import') return <ImportRolesDialog {...props} />
  if (action.kind === 'delete') return <DeleteRolesDialog {...props} names={action.names} />
  const roles: readonly NamedRole[] = action.names.flatMap((name) => list.roles.get(name) ?? [])
  if (action.kind === 'copy') return <CopyRolesDialog {...props} roles={roles} />
  return <ExportRolesDialog {...props} roles={roles} />
}
