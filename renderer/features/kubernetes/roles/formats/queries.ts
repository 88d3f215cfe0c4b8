import { queryOptions } from '@tanstack/react-query'
import type { RoleFormat } from '../../../../../electron/contract/kubernetes.ts'
import type { NamedRole } from './namedRole.ts'
import { writeRoles } from './write.ts'

/** The roles of a mount as text. `program`: the name of the server's command line. */
export const rolesAsText = (
  profileId: string,
  mount: string,
  { format, roles, program }: { format: RoleFormat; roles: readonly NamedRole[]; program: 'vault' | 'bao' },
) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'export', mount, format, program, roles],
    queryFn: () => writeRoles(format, mount, roles, program),
    gcTime: 0,
  })
