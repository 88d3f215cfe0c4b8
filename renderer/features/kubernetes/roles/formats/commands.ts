/** Roles as commands of the servers' command line, written and read. */
import { shellCommands } from '../../../../lib/shellWords.ts'
import { actsOnTerminal, escapedJson, shellWord } from '../../../../lib/terminalText.ts'
import { type Body, shortBodyOf } from './body.ts'
import type { RawRole } from './rawRole.ts'
import type { NamedRole } from './namedRole.ts'

/**
 * Returns `field=value` as the command line reads it; null for a value that it cannot express: `-` is its input, a
 * backslash at the start may be removed, a list is cut at commas, a terminal acts on control characters, and `<<` would
 * be read as a here-document.
 */
function pairOf(field: string, value: unknown): string | null {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : null
  if (list?.some((each) => typeof each !== 'string' || each !== each.trim() || each === '' || /[,[\]"]/.test(each)))
    return null
  if (list === null && typeof value === 'object') return null
  const text = list === null ? String(value) : list.join(',')
  if (
    text === '-' ||
    text.startsWith('\\') ||
    text.includes('<<') ||
    actsOnTerminal(field + text) ||
    /^[-@]|[=\s]/.test(field)
  )
    return null
  // A value that begins with @ would be read as the name of a file.
  return shellWord(`${field}=${text.startsWith('@') ? `\\${text}` : text}`)
}

/** One role. If a pair cannot express a value, all of them are passed as JSON on the command's input. */
export function commandOf(mount: string, { name, settings }: NamedRole, program: string): string {
  const body = shortBodyOf(settings)
  const write = `${program} write ${shellWord(`auth/${mount}role/${name}`)}`
  const pairs = Object.entries(body).map(([field, value]) => pairOf(field, value))
  if (pairs.includes(null)) return `printf '%s' ${shellWord(escapedJson(JSON.stringify(body)))} |\n  ${write} -\n`
  return `${[write, ...pairs].join(' \\\n  ')}\n`
}

/** A here-document and what follows it on its first line; the text up to the delimiter is its third part. */
const hereDocument = /<<-?[ \t]*(["']?)(\w+)\1([^\n]*)\n([\s\S]*?)\n?[ \t]*\2[ \t]*(?=\n|$)/g

/**
 * Returns every role that a `write` of the text makes; null for a quote that does not end. Other commands are skipped.
 */
export function rolesOfCommands(text: string): readonly RawRole[] | null {
  const inputs: string[] = []
  // Handled separately: it is not a list of words. What a shell would expand in it is not known here.
  const bare = text.replaceAll(hereDocument, (_, quote: string, _word, rest: string, input: string) => {
    inputs.push(quote === '' && /[$`]/.test(input) ? '' : input)
    return ` <<${inputs.length - 1} ${rest}\n`
  })
  const commands = shellCommands(bare, { withComments: true })
  if (commands === null) return null
  return commands.flatMap((command, index): RawRole[] => {
    const input = command.find((word) => /^<<\d+$/.test(word))
    const words = command.filter((word) => word !== input && !/^-./.test(word) && !/^[A-Z_]+=/.test(word))
    const [program, verb, path = '', ...given] = words
    if (!/(?:^|\/)(?:vault|bao)$/.test(program ?? '') || verb !== 'write') return []
    const name = /^\/?auth\/.+\/role\/([^/]+)$/.exec(path)?.[1]
    if (name === undefined) return []
    const typed = input === undefined ? printed(commands[index - 1]) : inputs[Number(input.slice(2))]
    return [{ name, ...bodyOf(given, typed ?? '') }]
  })
}

/** Returns the output of `printf '%s' TEXT` or `echo TEXT`. */
const printed = (command: readonly string[] = []): string | undefined =>
  /^(?:printf|echo)$/.test(command[0] ?? '') ? command.at(-1) : undefined

function bodyOf(given: readonly string[], input: string): Pick<RawRole, 'body' | 'problem'> {
  const body: Record<string, unknown> = {}
  for (const word of given) {
    const problem = { code: 'file-value', detail: word.slice(0, 80) } as const
    const at = word.indexOf('=')
    const [field, value] = [word.slice(0, at), word.slice(at + 1)]
    if (word === '-') {
      const read = jsonObject(input)
      if (read === null) return { body, problem }
      Object.assign(body, read)
    } else if (at < 1 || value.startsWith('@') || value === '-') return { body, problem }
    else {
      const text = value.startsWith(String.raw`\@`) ? value.slice(1) : value
      // A field that occurs twice is a list.
      body[field] = field in body ? [body[field], text].flat() : text
    }
  }
  return { body }
}

function jsonObject(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null
  } catch {
    return null
  }
}
