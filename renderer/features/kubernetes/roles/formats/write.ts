/** Roles as a file or as commands. Nothing in it is secret. */
import type { RoleSettings } from '../../../../../electron/contract/kubernetes.ts'
import { roleNames } from '../../../../../electron/contract/kubernetesNames.ts'
import { bodyOf, shortBodyOf } from './body.ts'

export const roleFormats = ['json', 'yaml', 'commands', 'terraform'] as const
export type RoleFormat = (typeof roleFormats)[number]

export interface NamedRole {
  readonly name: string
  readonly settings: RoleSettings
}

export const fileNames: Readonly<Record<RoleFormat, string>> = {
  json: 'kubernetes-roles.json',
  yaml: 'kubernetes-roles.yaml',
  commands: 'kubernetes-roles.sh',
  terraform: 'kubernetes-roles.tf',
}

const fileOf = (mount: string, roles: readonly NamedRole[]) => ({
  mount,
  roles: Object.fromEntries(roles.map(({ name, settings }) => [name, bodyOf(settings)])),
})

/** The roles of a mount as text. `program`: what the command line of the server is called. */
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

/** A word for a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

function commandOf(mount: string, { name, settings }: NamedRole, program: string): string {
  const words = Object.entries(shortBodyOf(settings)).map(([field, value]) => {
    const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value)
    // A value that begins with @ would be read as the name of a file.
    return shellWord(`${field}=${text.startsWith('@') ? `\\${text}` : text}`)
  })
  return `${[`${program} write ${shellWord(`auth/${mount}role/${name}`)}`, ...words].join(' \\\n  ')}\n`
}

/** A text of HCL 2: nothing in it is an expression. */
const hclText = (text: string): string => JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign)

function hclValue(value: unknown): string {
  if (typeof value === 'string') return hclText(value)
  if (Array.isArray(value)) return `[${value.map((each) => hclText(String(each))).join(', ')}]`
  return JSON.stringify(value)
}

/** A name of a resource: letters, digits, _ and -, not beginning with a digit. */
const resourceName = (name: string): string => name.replaceAll(/[^\w-]/g, '_').replace(/^(?=\d)/, '_')

function resourceOf(mount: string, { name, settings }: NamedRole): string {
  // The provider calls the token's fields as the server does.
  const body = shortBodyOf(settings)
  const lines = [
    ['backend', hclText(mount.replace(/\/$/, ''))],
    ['role_name', hclText(name)],
    ...Object.entries(body)
      .filter(([field]) => field !== roleNames.strictlyBindIp)
      .map(([field, value]) => [field, hclValue(value)]),
  ] as [string, string][]
  const width = Math.max(...lines.map(([field]) => field.length))
  const text = lines.map(([field, value]) => `  ${field.padEnd(width)} = ${value}`).join('\n')
  return `resource "vault_kubernetes_auth_backend_role" "${resourceName(name)}" {\n${text}\n}\n`
}
