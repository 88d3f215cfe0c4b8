/** Unseals with key shares. Progress is per node: each node of a cluster needs its own shares. */
import type { UnsealProgress } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { withoutTerminalCodes } from '../contract/text/tidyText.ts'
import type { VaultSession } from './session.ts'
import { sealStatusOf } from './status.ts'
import type { JsonBody, VaultAnswer } from './transport.ts'

// A share is the key (16 to 32 bytes) and, if there are several, one byte with its number.
const shortestShare = 16
/** Bytes. */
export const longestShare = 33

interface Unsealing {
  readonly progress: UnsealProgress
  readonly storage: string | undefined
}

function unsealingOf(answer: VaultAnswer): Unsealing {
  const { unseal, storage } = sealStatusOf(answer)
  if (unseal === undefined) throw new Failure('answer-invalid', 'The answer tells no progress.')
  return { progress: unseal, storage }
}

async function put(session: VaultSession, body: JsonBody, signal?: AbortSignal): Promise<Unsealing> {
  return unsealingOf(await session.request({ method: 'PUT', path: 'sys/unseal', body, repeatable: false, signal }))
}

/**
 * Submits one share. The same share twice changes nothing. A wrong share shows only after the last one: `rejected`, and
 * the progress is 0 again. While the seal is being migrated, `migrate` must be set with every share. Use `sealed`, not
 * the count, which is also 0 after success. A new raft node answers the last share with a progress of 0 while it is
 * still sealed: that is `joining`. API: https://developer.hashicorp.com/vault/api-docs/system/unseal
 * @throws Failure `rejected`, `not-initialized`.
 */
export async function giveShare(
  session: VaultSession,
  share: string,
  signal?: AbortSignal,
  migrate = false,
): Promise<UnsealProgress> {
  const { progress, storage } = await put(session, { key: share, ...(migrate && { migrate }) }, signal)
  return { ...progress, ...(storage === 'raft' && progress.sealed && progress.given === 0 && { joining: true }) }
}

/**
 * Discards the shares submitted so far. A server that is not sealed has none: `rejected`. API:
 * https://developer.hashicorp.com/vault/api-docs/system/unseal
 */
export async function resetUnseal(session: VaultSession, signal?: AbortSignal): Promise<UnsealProgress> {
  return (await put(session, { reset: true }, signal)).progress
}

/** Returns a base64 share with the padding that copying has dropped; any other text unchanged. */
const padded = (text: string): string =>
  text.length > shortestShare && text.length % 4 > 1 && /^[^=]+$/.test(text)
    ? text.padEnd(4 * Math.ceil(text.length / 4), '=')
    : text

/**
 * Returns the share that is encoded a second time in base64, or null. A share is random: the chance that all of its
 * bytes are hex digits or base64 letters is below 1 in 10^13.
 */
function encodedOnceMore(share: string): string | null {
  const inner = Buffer.from(share, 'base64').toString('latin1').trim()
  const isHex = /^(?:[0-9a-f]{2}){16,33}$/i.test(inner)
  const isBase64 = inner.length % 4 === 0 && /^[A-Za-z0-9+/]{22,}={0,2}$/.test(inner)
  const length = isHex ? inner.length / 2 : isBase64 ? Buffer.byteLength(inner, 'base64') : 0
  return length >= shortestShare && length <= longestShare ? inner : null
}

const refuse = (why: string) =>
  new Failure('invalid-input', `This is no unseal key share: ${why}.`, { issues: [{ path: 'share', message: why }] })

// Characters that copying leaves around a share: the quotes and the comma of a list.
const wrapping = /^["'`“”„‘’‚«»]+|["'`“”„‘’‚«»]*[,;]?$/gu
const label = /^(?:Unseal|Recovery)Key(?:\(.{1,40}\))?(?:\d{1,3})?:/i

/**
 * Returns a share as it is sent, from pasted text: white space, line breaks, characters without a width and the codes
 * of a terminal are removed, and so are quotes around it and the label that the command line prints before it (`Unseal
 * Key 1:`). The `=` that a double-click does not select is restored. Hex or base64, because Vault returns both; base64
 * of either, as in a Kubernetes Secret, is decoded.
 * @throws Failure `invalid-input` with a message that repeats no part of the text.
 */
export function normalizeShare(text: string): string {
  const compact = withoutTerminalCodes(text).replaceAll(/[\s\p{Cf}]+/gu, '')
  const bare = compact.replaceAll(wrapping, '').replace(label, '').replaceAll(wrapping, '')
  if (bare === '') throw refuse('it is empty')
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(bare)
  const share = isHex ? bare : padded(bare)
  const isBase64 = share.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(share)
  if (!isHex && !isBase64) throw refuse('it is neither hex nor base64')
  const inner = isBase64 ? encodedOnceMore(share) : null
  if (inner !== null) return inner
  const lengths = [...(isHex ? [share.length / 2] : []), ...(isBase64 ? [Buffer.byteLength(share, 'base64')] : [])]
  if (lengths.some((bytes) => bytes >= shortestShare && bytes <= longestShare)) return share
  if (lengths.every((bytes) => bytes > 100))
    throw refuse('it is too long; one made for a PGP key must be decrypted first')
  throw refuse(
    lengths.every((bytes) => bytes < shortestShare) ? 'it is too short' : 'its length is not that of a share',
  )
}
