/** Saves an edit on top of what it was based on, and says what is there instead when that is no longer so. */
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import type { Entry, Secret, WriteBase } from '../../../../electron/contract/kv.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, CallFailed, errorOf } from '../../../lib/call.ts'
import { changesBetween, isSameSecret } from './changes.ts'
import { baseOf, openForEdit } from './openForEdit.ts'
import { baseEntriesOf, type Row } from './rows.ts'
import { secretCalls } from '../shared/secretCalls.ts'

/** What somebody else saved meanwhile. */
export interface Theirs {
  readonly base: WriteBase
  /** Null when the secret is not there any more. */
  readonly secret: Secret | null
  readonly entries: readonly Entry[]
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly version: number | undefined; readonly warnings: readonly string[] }
  /** The server holds exactly this already: an earlier try had arrived, although its answer had not. */
  | { readonly kind: 'already-there'; readonly version: number | undefined }
  | { readonly kind: 'conflict'; readonly theirs: Theirs }
  /** A new secret whose path is taken: nothing was written. Null where what is there may not be read. */
  | { readonly kind: 'taken'; readonly theirs: Theirs | null }

export interface Save {
  readonly at: SecretAddress
  readonly entries: readonly Entry[]
  readonly base: WriteBase
  /** As the editor opened the secret. */
  readonly rows: readonly Row[]
  /** For who may patch and not read: sets the entries, removes these keys, and leaves all else as it is. */
  readonly remove?: readonly string[] | undefined
}

/** One save. Throws `CallFailed` for everything but a conflict; nothing is written then, or it cannot be known. */
export async function saveSecret(save: Save): Promise<SaveOutcome> {
  try {
    return await write(save, save.base)
  } catch (thrown) {
    // A patch of a secret that is gone finds nothing to patch, where a write would have found another version.
    const { code } = errorOf(thrown)
    const isGone = code === 'not-found' && partsOf(save) !== null
    if (save.base.kind === 'blind' || (code !== 'cas-mismatch' && !isGone)) throw thrown
    const theirs = await readTheirs(save.at, thrown).catch((problem: unknown) => {
      if (save.base.kind === 'new' && errorOf(problem).code === 'cas-mismatch') return null
      throw problem
    })
    if (theirs === null) return { kind: 'taken', theirs }
    if (isSameSecret(save.entries, theirs.entries) && theirs.secret?.state === 'current') {
      return { kind: 'already-there', version: theirs.secret.version }
    }
    // The base may no longer fit: a fingerprint of KV 1 of an earlier run, or a mount
    // that runs another version of the engine since. Equal values prove that the secret has not changed.
    const isComparable = save.base.kind === 'fingerprint' || save.base.kind !== theirs.base.kind
    if (isComparable && theirs.secret?.state === 'current' && save.base.kind !== 'new') {
      if (isSameSecret(baseEntriesOf(save.rows), theirs.entries)) return write(save, theirs.base)
    }
    return save.base.kind === 'new' && theirs.secret !== null ? { kind: 'taken', theirs } : { kind: 'conflict', theirs }
  }
}

/** The keys that change where the others stay as they are; null where the whole is to be written. */
function partsOf({ entries, rows, base, remove }: Save): { set: Entry[]; remove: string[] } | null {
  if (remove !== undefined) return { set: [...entries], remove: [...remove] }
  if (base.kind !== 'version') return null
  const changes = changesBetween(baseEntriesOf(rows), entries)
  const set = changes.flatMap(({ key, after }) => (after === undefined ? [] : [{ key, json: after }]))
  if (changes.length === 0 || set.length === entries.length) return null
  return { set, remove: changes.flatMap(({ key, after }) => (after === undefined ? [key] : [])) }
}

/** Only what changes, where that is less than all; always on top of what the edit stands on. */
async function write(save: Save, base: WriteBase): Promise<SaveOutcome> {
  const { at, entries } = save
  const parts = partsOf(save)
  if (parts !== null && (base.kind === 'version' || base.kind === 'blind')) {
    const { value, warnings } = await answerOf(bridge.kv.patch({ at, ...parts, base }))
    return { kind: 'saved', version: value.version, warnings }
  }
  const { value, warnings } = await answerOf(secretCalls.write({ at, entries: [...entries], base }))
  return { kind: 'saved', version: value.version, warnings }
}

async function readTheirs(at: SecretAddress, mismatch: unknown): Promise<Theirs> {
  try {
    const { secret, entries } = await openForEdit(at)
    return { base: baseOf(secret), secret, entries }
  } catch (thrown) {
    if (errorOf(thrown).code === 'not-found') return { base: { kind: 'new' }, secret: null, entries: [] }
    // Who may write and not read cannot compare: the refusal of the save is what there is to say.
    throw errorOf(thrown).code === 'permission-denied' ? new CallFailed(errorOf(mismatch)) : thrown
  }
}
