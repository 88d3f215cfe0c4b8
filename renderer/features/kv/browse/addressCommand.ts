/** Reads commands that name a secret: `vault kv get …`, `bao read …`, `curl …/v1/…`. */
import type { Written } from './written.ts'
import { readUrl } from './addressUrl.ts'
import { shellCommands } from '../../../lib/shellWords.ts'

interface ReadCommand {
  readonly writings: readonly Written[]
  readonly origin?: string | undefined
  readonly namespace?: string | undefined
}

/** Flags that take the next word if no `=` follows them. CLI: https://developer.hashicorp.com/vault/docs/commands */
const withValue = new Set(
  'address agent-address ca-cert ca-path cas client-cert client-key custom-metadata delete-version-after field format header max-versions method mfa mount namespace ns tls-server-name ttl unlock-key version versions wrap-ttl'.split(
    ' ',
  ),
)

/** Returns what a pasted command names; null if the text is not a command, or names no place. */
export function readCommand(line: string): ReadCommand | null {
  if (!/(?:^|[\s;&|])(?:vault|bao|curl)\s/.test(line)) return null
  for (const words of shellCommands(line) ?? []) {
    const [program, ...rest] = withoutSetup(words)
    if (program === 'curl') return readCurl(rest)
    if (program === 'vault' || program === 'bao') return readCli(rest)
  }
  return null
}

/** Without the prompt, `sudo`, and variables that are set only for the command. */
function withoutSetup(words: readonly string[]): readonly string[] {
  const from = words.findIndex((word) => !/^(?:[$#%>]|sudo|env|\w+=.*)$/s.test(word))
  return from === -1 ? [] : words.slice(from)
}

function readCurl(words: readonly string[]): ReadCommand | null {
  for (const word of words) {
    const url = readUrl(word)
    if (url !== null) return url
  }
  return null
}

function readCli(words: readonly string[]): ReadCommand | null {
  const { flags, names } = sorted(words)
  const namespace = flags.get('namespace') ?? flags.get('ns')
  const written = writtenIn(names, flags)
  if (written === null) return null
  return { writings: [written], ...(namespace !== undefined && namespace !== '' && { namespace }) }
}

/** Flags and the remaining words, in their order. */
function sorted(words: readonly string[]) {
  const flags = new Map<string, string>()
  const names: string[] = []
  let isOver = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const flag = isOver ? null : /^--?([\w-]+)(?:=(.*))?$/s.exec(word)
    if (!isOver && word === '--') isOver = true
    else if (flag === null) names.push(word)
    else {
      const [, name = '', value] = flag
      if (value === undefined && withValue.has(name)) at += 1
      flags.set(name, value ?? (withValue.has(name) ? (words[at] ?? '') : ''))
    }
  }
  return { flags, names }
}

function writtenIn(names: readonly string[], flags: ReadonlyMap<string, string>): Written | null {
  const [command, ...rest] = names
  if (command !== 'kv') {
    const isFolder = command === 'list'
    const path = rest[0]
    if (path === undefined || !['read', 'write', 'list', 'delete', 'patch'].includes(command ?? '')) return null
    return { path: path.replace(/^\/+/, ''), form: 'api', isFolder }
  }
  const [action, ...more] = rest
  const path = action === 'metadata' ? more[1] : more[0]
  const mount = flags.get('mount')
  if (path === undefined && mount === undefined) return null
  const version = Number(flags.get('version') ?? '')
  return {
    path: (path ?? '').replace(/^\/+/, ''),
    mount,
    form: 'name',
    isFolder: action === 'list',
    version: Number.isInteger(version) && version >= 1 ? version : undefined,
  }
}
