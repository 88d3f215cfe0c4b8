/**
 * A server's answer to its initialization. It is parsed strictly, so that only new keys count as new keys, and
 * leniently, so that an answer in an unknown format can still be shown. It can be stored for a long time.
 */
import { z } from 'zod'

/** New keys. With PGP keys, each share (and the root token) is encrypted, in order. */
export const InitResult = z.object({
  /** Unseal key shares in hex; empty with auto-unseal. */
  keys: z.array(z.string()),
  keysBase64: z.array(z.string()),
  /** Recovery key shares in hex, with auto-unseal. */
  recoveryKeys: z.array(z.string()),
  recoveryKeysBase64: z.array(z.string()),
  rootToken: z.string(),
})
export type InitResult = z.infer<typeof InitResult>

/** The parameters of the request. */
export interface InitAsked {
  readonly shares: number
  /** Whether the root token is encrypted for a PGP key, in base64. */
  readonly pgpRootToken: boolean
}

const longest = 16 * 1024

// SECURITY: alphabets without special characters for a shell or a parser, because these values are written to files
// unencrypted (docs/security.md, "New keys").
const Hex = z
  .string()
  .max(2 * longest)
  .regex(/^(?:[0-9a-f]{2})+$/i)
const Base64 = z.base64().min(1).max(longest)
const Token = z
  .string()
  .max(longest)
  .regex(/^[\w.-]+$/)

const listOf = (Item: z.ZodType<string>) =>
  z
    .array(Item)
    .max(255)
    .nullish()
    .transform((list) => list ?? [])

/** The members of the API's answer. https://developer.hashicorp.com/vault/api-docs/system/init */
const answerOf = (pgpRootToken: boolean) =>
  z.object({
    keys: listOf(Hex),
    keys_base64: listOf(Base64),
    recovery_keys: listOf(Hex),
    recovery_keys_base64: listOf(Base64),
    root_token: pgpRootToken ? Base64 : Token,
  })

/** Returns new keys, or null for an answer that does not match the request exactly. */
export function readInitAnswer(received: Uint8Array, { shares, pgpRootToken }: InitAsked): InitResult | null {
  const parsed = answerOf(pgpRootToken).safeParse(parse(textOf(received)))
  if (!parsed.success) return null
  const { keys, keys_base64, recovery_keys, recovery_keys_base64, root_token } = parsed.data
  const isOf = (count: number, ...lists: readonly string[][]) => lists.every(({ length }) => length === count)
  const isPlain = isOf(shares, keys, keys_base64) && isOf(0, recovery_keys, recovery_keys_base64)
  const isRecovery = isOf(0, keys, keys_base64) && isOf(shares, recovery_keys, recovery_keys_base64)
  if (!isPlain && !isRecovery) return null
  return {
    keys,
    keysBase64: keys_base64,
    recoveryKeys: recovery_keys,
    recoveryKeysBase64: recovery_keys_base64,
    rootToken: root_token,
  }
}

/** Texts of an unrecognized answer, by their probable meaning. */
export interface FoundInAnswer {
  readonly shares: readonly string[]
  readonly rootToken: string | null
}

/** Returns texts that look like shares and a root token, in any format. Never fails. */
export function findInAnswer(received: string): FoundInAnswer {
  const parsed = parse(received)
  const members = typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {}
  const lists = ['keys_base64', 'keys', 'recovery_keys_base64', 'recovery_keys'].map((name) => members[name])
  const found = lists.find((list): list is unknown[] => Array.isArray(list) && list.length > 0) ?? []
  const token = members['root_token']
  return {
    shares: found.filter((each): each is string => typeof each === 'string' && each !== '').slice(0, 255),
    rootToken: typeof token === 'string' && token !== '' ? token : null,
  }
}

/**
 * Returns a text of unknown origin in printable ASCII, escaped like a JSON string: no line breaks, no control or bidi
 * characters, nothing that a shell or a browser would act on.
 */
export function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^ -~]|[$`<>&]/gu, (character) =>
      Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
        .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
        .join(''),
    )
}

/** Returns received bytes as text. Bytes that are not UTF-8 are decoded as Latin-1, which loses nothing. */
export function textOf(received: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(received)
  } catch {
    return Buffer.from(received).toString('latin1')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
