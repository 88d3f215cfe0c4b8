/** Roles as a file or as commands. Nothing in it is secret. */
import type { RoleFormat } from '../../../../../electron/contract/kubernetes.ts'
import { bodyOf } from './body.ts'
import { commandOf } from './commands.ts'
import type { NamedRole } from './namedRole.ts'
import { resourceOf } from './terraformWrite.ts'

export const roleFormats = ['json', 'yaml', 'commands', 'terraform'] as const satisfies readonly RoleFormat[]

const fileOf = (mount: string, roles: readonly NamedRole[]) => ({
  mount,
  roles: Object.fromEntries(roles.map(({ name, settings }) => [name, bodyOf(settings)])),
})

/** The roles of a mount as text. `program`: the name of the server's command line. */
export async function writeRoles(
  format: RoleFormat,
  mount: string,
  roles: readonly NamedRole[],
  program: 'vault' | 'bao',
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(fileOf(mount, roles), null, 2)}\n`
    case 'yaml': {
      const { stringify } = await import('yaml')
      return stringify(fileOf(mount, roles), { lineWidth: 0 })
    }
    case 'commands':
      return roles.map((role) => commandOf(mount, role, program)).join('\n')
    case 'terraform':
      return roles.map((role) => resourceOf(mount, role)).join('\n')
  }
}
