/** The current secret on the server, with all of its values: to edit it, to compare it, and to save on top of it. */
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import type { Entry, Secret, WriteBase } from '../../../../electron/contract/kv.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { valueOf } from '../../../lib/call.ts'
import type { Draft } from './draft.ts'
import { newRow, rowsOf } from './rows.ts'

export interface StoredSecret {
  /** What a save on top of it must find unchanged. */
  readonly base: WriteBase
  /** Null when there is no secret at the path. */
  readonly secret: Secret | null
  /** Empty when the newest version is deleted. */
  readonly entries: readonly Entry[]
}

/** What a save on top of this secret must find unchanged. */
export function baseOf(secret: Secret): WriteBase {
  if (secret.version !== undefined) return { kind: 'version', version: secret.version }
  return secret.fingerprint === undefined ? { kind: 'new' } : { kind: 'fingerprint', fingerprint: secret.fingerprint }
}

/** Reads the current version. A deleted one has no values, and is still the base of a save. Throws `CallFailed`. */
export async function readStoredSecret(at: SecretAddress, signal?: AbortSignal): Promise<StoredSecret> {
  const secret = await valueOf(secretCalls.read({ at }, signal))
  const { version } = secret
  const entries =
    secret.fields.length === 0
      ? []
      : (await valueOf(secretCalls.reveal({ at, ...(version !== undefined && { version }) }, signal))).entries
  return { base: baseOf(secret), secret, entries }
}

/** The draft of an edit that begins with this secret; it has one row at least. */
export function draftOf(path: string, { base, entries }: StoredSecret): Draft {
  const rows = rowsOf(entries)
  return { path, rows: rows.length === 0 ? [newRow([])] : rows, base }
}
