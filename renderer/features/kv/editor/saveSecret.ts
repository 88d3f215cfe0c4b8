/** Saves an edit on top of its base, and returns the current secret if that base is outdated. */
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import type { Entry, WriteBase } from '../../../../electron/contract/kv.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, errorOf } from '../../../lib/call.ts'
import { changesBetween, isSameSecret } from './changes.ts'
import { baseEntriesOf, type Row } from './rows.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { readStoredSecret, type StoredSecret } from './storedSecret.ts'

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly version: number | undefined; readonly warnings: readonly string[] }
  /** The server already holds exactly this: an earlier try had arrived, although its answer had not. */
  | { readonly kind: 'already-there'; readonly version: number | undefined }
  | { readonly kind: 'conflict'; readonly theirs: StoredSecret }
  /** A new secret whose path is in use: nothing was written. Null if the existing secret may not be read. */
  | { readonly kind: 'taken'; readonly theirs: StoredSecret | null }

export interface Save {
  readonly at: SecretAddress
  readonly entries: readonly Entry[]
  readonly base: WriteBase
  /** As the editor opened the secret. */
  readonly rows: readonly Row[]
  /** For tokens that can patch but not read: sets the entries, removes these keys, and leaves the rest unchanged. */
  readonly remove?: readonly string[] | undefined
}

/** One save. Throws `CallFailed` for every failure but a conflict; then nothing was written, or that is not known. */
export async function saveSecret(save: Save): Promise<SaveOutcome> {
  const request = chooseRequest(save)
  try {
    return request.how === 'patch' ? await patch(save.at, request) : await replace(save, save.base)
  } catch (refusal) {
    const { code } = errorOf(refusal)
    // A patch of a secret that is gone finds nothing to patch, where a write would have found another version.
    const isStale = code === 'cas-mismatch' || (code === 'not-found' && request.how === 'patch')
    if (save.base.kind === 'blind' || !isStale) throw refusal
    return resolveConflict(save, refusal)
  }
}

interface Patch {
  readonly how: 'patch'
  readonly set: Entry[]
  readonly remove: string[]
  readonly base: Extract<WriteBase, { readonly kind: 'version' | 'blind' }>
}

/** `patch` for the keys that change, if others stay as they are; `replace` if the whole secret is written. */
export function chooseRequest({ entries, rows, base, remove }: Omit<Save, 'at'>): Patch | { readonly how: 'replace' } {
  if (base.kind !== 'version' && base.kind !== 'blind') return { how: 'replace' }
  if (remove !== undefined) return { how: 'patch', set: [...entries], remove: [...remove], base }
  if (base.kind === 'blind') return { how: 'replace' }
  const changes = changesBetween(baseEntriesOf(rows), entries)
  const set = changes.flatMap(({ key, after }) => (after === undefined ? [] : [{ key, json: after }]))
  if (changes.length === 0 || set.length === entries.length) return { how: 'replace' }
  return { how: 'patch', set, remove: changes.flatMap(({ key, after }) => (after === undefined ? [key] : [])), base }
}

async function patch(at: SecretAddress, { set, remove, base }: Patch): Promise<SaveOutcome> {
  const { value, warnings } = await answerOf(bridge.kv.patch({ at, set, remove, base }))
  return { kind: 'saved', version: value.version, warnings }
}

async function replace({ at, entries }: Save, base: WriteBase): Promise<SaveOutcome> {
  const { value, warnings } = await answerOf(secretCalls.write({ at, entries: [...entries], base }))
  return { kind: 'saved', version: value.version, warnings }
}

/**
 * Compares the edit with the current secret, after the server refused a save because its base is outdated. Writes once
 * more if equal values prove that only the base changed. Throws `refusal` if the secret may not be read.
 */
export async function resolveConflict(save: Save, refusal: unknown): Promise<SaveOutcome> {
  const isNew = save.base.kind === 'new'
  const theirs = await readTheirs(save.at)
  if (theirs === 'hidden') {
    if (isNew) return { kind: 'taken', theirs: null }
    // Without read access the values cannot be compared, so the refusal of the save is the result.
    throw refusal
  }
  const isCurrent = theirs.secret?.state === 'current'
  if (isCurrent && isSameSecret(save.entries, theirs.entries)) {
    return { kind: 'already-there', version: theirs.secret?.version }
  }
  if (isNew) return { kind: theirs.secret === null ? 'conflict' : 'taken', theirs }
  // The base may be outdated although the values are not: a fingerprint of KV 1 from an earlier run, or a mount that
  // now runs another version of the engine. Equal values prove that the secret has not changed.
  const isOtherKind = save.base.kind === 'fingerprint' || save.base.kind !== theirs.base.kind
  if (isCurrent && isOtherKind && isSameSecret(baseEntriesOf(save.rows), theirs.entries)) {
    return replace(save, theirs.base)
  }
  return { kind: 'conflict', theirs }
}

/** The current secret at the path; `hidden` if it may not be read. */
async function readTheirs(at: SecretAddress): Promise<StoredSecret | 'hidden'> {
  try {
    return await readStoredSecret(at)
  } catch (thrown) {
    const { code } = errorOf(thrown)
    if (code === 'not-found') return { base: { kind: 'new' }, secret: null, entries: [] }
    if (code === 'permission-denied') return 'hidden'
    throw thrown
  }
}
