/**
 * Key files in the formats that people have: what `operator init` writes or prints, an answer of the API, a Kubernetes
 * Secret, a list. https://developer.hashicorp.com/vault/docs/commands/operator/init
 */
import { type Document, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { jsonOrNull } from '../../base/files/jsonOrNull.ts'
import { Failure } from '../../contract/failure.ts'
import type { KeyFileFacts } from '../../contract/seal.ts'
import { tidyLines } from '../../contract/text/tidyText.ts'
import { normalizeShare } from '../../vault/unseal.ts'

export interface KeyFile extends KeyFileFacts {
  /** Base64 or hex, without duplicates, in the order of the file. */
  readonly list: readonly string[]
}

/** The result of reading, in a form that a thread can return. */
export type KeyFileOutcome = { readonly state: 'read'; readonly file: KeyFile } | KeyFileRefusal

interface KeyFileRefusal {
  readonly state: 'refused'
  /** A sentence without any part of the file. */
  readonly why: string
}

/** Reads a key file. Runs in the parser thread, because hostile YAML takes seconds. */
export function parseKeyFile(content: string): KeyFileOutcome {
  const { text, removed: tidied } = tidyLines(content)
  if (text.trim() === '') return refused('The file is empty.')
  const found = fromJson(text) ?? fromPrinted(text) ?? fromYaml(text) ?? fromList(text)
  if (found === null) {
    return refused(
      'It is none of the forms that are read: the output of operator init as text, JSON or YAML, the answer of sys/init, ' +
        'a Kubernetes Secret, or one share a line.',
    )
  }
  if ('why' in found) return found
  try {
    const all = found.shares.map(normalizeShare)
    const list = [...new Set(all)]
    const counts = { shares: list.length, repeated: all.length - list.length }
    return { state: 'read', file: { kind: found.kind, list, ...counts, tidied } }
  } catch (problem) {
    if (problem instanceof Failure) return refused(problem.message)
    throw problem
  }
}

interface Found {
  readonly kind: KeyFileFacts['kind']
  readonly shares: readonly string[]
}

const refused = (why: string): KeyFileRefusal => ({ state: 'refused', why })

/** Text around a JSON object, such as a log line of a script, is ignored. */
function fromJson(text: string): Found | KeyFileRefusal | null {
  const array = z.array(z.string()).min(1).safeParse(jsonOrNull(text))
  if (array.success) return { kind: 'list', shares: array.data }
  const from = /^\s*\{/m.exec(text)?.index
  const to = text.lastIndexOf('}')
  if (from === undefined || to < from) return null
  return fromObject(jsonOrNull(text.slice(from, to + 1)), 'json')
}

function fromYaml(text: string): Found | KeyFileRefusal | null {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: true })
  for (const document of documents) {
    if (!('contents' in document) || document.errors.length > 0) return null
    const found = fromObject(valueOf(document), 'yaml')
    if (found !== null) return found
  }
  return null
}

function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    // An alias: programs write none into key files, and many aliases make a small text large.
    return null
  }
}

const list = z
  .array(z.string())
  .nullish()
  .transform((shares) => shares ?? [])

/** The names of the command line first, then those of the API; a recovery key comes after an unseal key. */
const lists = [
  ['unseal_keys_b64', 'init'],
  ['unseal_keys_hex', 'init'],
  ['keys_base64', 'api-answer'],
  ['keys', 'api-answer'],
  ['recovery_keys_b64', 'init'],
  ['recovery_keys_hex', 'init'],
  ['recovery_keys_base64', 'api-answer'],
  ['recovery_keys', 'api-answer'],
] as const

const Keys = z.looseObject(Object.fromEntries(lists.map(([name]) => [name, list])))
const Wrapped = z.looseObject({ data: z.looseObject({}) })
const Secret = z.looseObject({
  kind: z.literal('Secret'),
  data: z.record(z.string(), z.string()).nullish(),
  stringData: z.record(z.string(), z.string()).nullish(),
})
const SecretList = z.looseObject({ kind: z.literal('List'), items: z.array(z.unknown()) })

function fromObject(value: unknown, language: 'json' | 'yaml'): Found | KeyFileRefusal | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const several = SecretList.safeParse(value)
  if (several.success) return fromSecrets(several.data.items)
  const secret = Secret.safeParse(value)
  if (secret.success) return fromSecrets([secret.data])
  if ('kind' in value && value.kind === 'Secret') return refused('It is a Kubernetes Secret whose data cannot be read.')
  const wrapped = Wrapped.safeParse(value)
  const inside = wrapped.success && !lists.some(([name]) => name in value) ? wrapped.data.data : value
  const keys = Keys.safeParse(inside)
  if (!keys.success) return refused('A list of keys in it is not a list of texts.')
  for (const [name, of] of lists) {
    const shares = keys.data[name] as string[]
    if (shares.length > 0) return { kind: of === 'init' ? `init-${language}` : 'api-answer', shares }
  }
  // Any text with a colon is valid YAML, so one of the lists must be present.
  if (language === 'yaml' && !lists.some(([name]) => name in inside)) return null
  return refused(`It has no list of key shares: ${lists.map(([name]) => name).join(', ')}.`)
}

/** Names of a Secret's entries that are no key shares, as bank-vaults and the Vault operator write them. */
const otherEntries = /root|token|test|recovery-mode/i

/** Each entry contains a share, or a whole key file. The value is base64 of either. */
function fromSecrets(secrets: readonly unknown[]): Found | KeyFileRefusal {
  const shares: string[] = []
  for (const each of secrets) {
    const { data, success } = Secret.safeParse(each)
    if (!success) continue
    const decoded = Object.entries(data.data ?? {}).map(([name, value]) => [name, textOfBase64(value)] as const)
    for (const [name, text] of [...decoded, ...Object.entries(data.stringData ?? {})]) {
      const whole = fromJson(text) ?? fromPrinted(text)
      if (whole !== null && 'shares' in whole) shares.push(...whole.shares)
      else if (!otherEntries.test(name) && isShare(text)) shares.push(text)
    }
  }
  return shares.length > 0
    ? { kind: 'kubernetes-secret', shares }
    : refused('No entry of this Kubernetes Secret holds a key share.')
}

const textOfBase64 = (value: string): string => Buffer.from(value, 'base64').toString('utf8')

function isShare(text: string): boolean {
  try {
    normalizeShare(text)
    return true
  } catch {
    return false
  }
}

/** `Unseal Key 1: …`, with the characters that a terminal, a mail, a log or a list adds around it. */
const printed = /\b(?:Unseal|Recovery) Key(?: \d{1,3})?(?: \(.{1,40}\))?:[*_\s]*[`"']?([A-Za-z0-9+/=]{16,})/g

function fromPrinted(text: string): Found | null {
  const shares = [...text.matchAll(printed)].map(([, share = '']) => share)
  return shares.length > 0 ? { kind: 'init-text', shares } : null
}

/** Bullets, numbers and quotation marks of a list. */
const bullet = /^(?:[-*+•>]|\d{1,3}[.):])$/

/** A text of shares only, separated by line breaks, blanks, commas or semicolons. Each word must be a share. */
function fromList(text: string): Found | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '' && !bullet.test(word))
  return words.length > 0 && words.every(isShare) ? { kind: 'list', shares: words } : null
}
