/** Roles from a file or from commands. What cannot be read is reported role by role; nothing is guessed. */
import { type RoleFormat, RoleName } from '../../../../../electron/contract/kubernetes.ts'
import { type Body, settingsOf } from './body.ts'
import { rolesOfCommands } from './commands.ts'
import { jwtFields } from './jwtFields.ts'
import type { RawRole, ReadProblem, ReadProblemCode } from './rawRole.ts'
import { readTerraform } from './terraform.ts'
import type { NamedRole } from './namedRole.ts'

export interface ReadRoles {
  readonly format: RoleFormat
  readonly roles: readonly NamedRole[]
  readonly problems: readonly ReadProblem[]
}

/** Returns the format of a text, by its beginning. */
export function formatOf(text: string): RoleFormat {
  const start = text.trimStart()
  if (start.startsWith('{')) return 'json'
  // Not `^\s*`, which would scan all of the empty lines from each of them.
  if (/^[^\S\n]*resource\s+"/m.test(text)) return 'terraform'
  if (/(?:^|\s)(?:vault|bao)\s+write\s/m.test(text)) return 'commands'
  return 'yaml'
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{ roles: { name: fields } }`, or only the inner object. */
function rolesOfFile(file: unknown): readonly RawRole[] | null {
  if (!isObject(file)) return null
  const inner = isObject(file['roles']) ? file['roles'] : file
  const entries = Object.entries(inner)
  if (entries.length === 0 || !entries.every(([, body]) => isObject(body))) return null
  return entries.map(([name, body]) => ({ name, body: body as Body }))
}

/** @throws for a text that is not YAML, or more of it than the window reads. */
async function readYaml(text: string): Promise<unknown> {
  const [{ parse }, { isReadableYaml }] = await Promise.all([import('yaml'), import('../../../../lib/yamlBound.ts')])
  if (!isReadableYaml(text)) throw new RangeError('too many values')
  // One document with few aliases: a bomb of them is refused. The parser finds duplicate keys by comparing each with
  // each.
  return parse(text, { maxAliasCount: 20, uniqueKeys: text.length <= maxCompared, logLevel: 'error' })
}

/** Duplicate keys are looked for only in texts of at most this many characters. */
const maxCompared = 64 * 1024

/** Reads a text in any of the formats. */
export async function readRoles(text: string): Promise<ReadRoles> {
  const format = formatOf(text)
  const nothing = (code: ReadProblemCode, detail = ''): ReadRoles => ({
    format,
    roles: [],
    problems: [{ code, role: '', detail }],
  })
  if (text.trim() === '') return { format, roles: [], problems: [] }
  let raw: readonly RawRole[] | null
  try {
    if (format === 'json') raw = rolesOfFile(JSON.parse(text))
    else if (format === 'commands') raw = rolesOfCommands(text)
    else if (format === 'terraform') raw = readTerraform(text)
    else raw = rolesOfFile(await readYaml(text))
  } catch {
    return nothing('not-readable')
  }
  if (raw === null) return nothing('not-readable')
  if (raw.length === 0) return nothing('no-roles')
  const roles = new Map<string, NamedRole>()
  const problems: ReadProblem[] = []
  for (const { name: written, body: given, problem } of raw) {
    const name = written.toLowerCase()
    const strange = Object.keys(given).filter((field) => jwtFields.has(field))
    if (strange.length > 0) problems.push({ code: 'jwt-field', role: written, detail: strange.join(', ') })
    const body = Object.fromEntries(Object.entries(given).filter(([field]) => !jwtFields.has(field)))
    const settings = settingsOf(body)
    if (problem !== undefined) problems.push({ ...problem, role: written })
    else if (!RoleName.safeParse(name).success) problems.push({ code: 'name', role: written, detail: '' })
    else if ('field' in settings) problems.push({ code: 'field', role: written, detail: settings.field })
    else if (roles.has(name)) problems.push({ code: 'twice', role: written, detail: '' })
    else roles.set(name, { name, settings })
  }
  return { format, roles: [...roles.values()], problems }
}
