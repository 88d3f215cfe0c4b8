/** The capabilities of a token. API: https://developer.hashicorp.com/vault/api-docs/system/capabilities-self */
import { z } from 'zod'
import { Capability } from '../contract/kv.ts'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import type { VaultSession } from './session.ts'

// A zod record is not used, because it drops `__proto__`.
const Answered = z.object({ data: z.custom<Readonly<Record<string, unknown>>>(isJsonObject) })

const known: ReadonlySet<string> = new Set(Capability.options)
const isCapability = (word: unknown): word is Capability => typeof word === 'string' && known.has(word)

/** `root` grants every capability, `deny` none. Unknown words of newer servers are left out. */
function read(words: readonly unknown[]): readonly Capability[] {
  return words.includes('root') ? Capability.options : words.filter((word) => isCapability(word))
}

/**
 * Returns the capabilities of this session's token on paths of the API, in one request. A path without an answer is
 * missing: the server trims spaces around a path, so a path with a space at its end cannot be queried.
 * @throws Failure `permission-denied` if the token can't use this API.
 */
export async function capabilitiesSelf(
  session: VaultSession,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, readonly Capability[]>> {
  const answer = await session.request({
    method: 'POST',
    path: 'sys/capabilities-self',
    bound: answerBounds.lists,
    body: { paths },
    repeatable: true,
    signal,
  })
  const { data } = parseBody(Answered, answer)
  const found = new Map<string, readonly Capability[]>()
  for (const path of paths) {
    const words = Object.hasOwn(data, path) ? data[path] : undefined
    if (Array.isArray(words)) found.set(path, read(words))
  }
  return found
}
