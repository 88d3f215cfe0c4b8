/** Reads a secret with all of its values, to edit it or to compare it. */
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import type { Entry, Secret, WriteBase } from '../../../../electron/contract/kv.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { valueOf } from '../../../lib/call.ts'
import type { Draft } from './draft.ts'
import { newRow, rowsOf } from './rows.ts'

export interface OpenedSecret {
  readonly secret: Secret
  readonly entries: readonly Entry[]
  readonly draft: Draft
}

/** What a save on top of this secret must find unchanged. */
export function baseOf(secret: Secret): WriteBase {
  if (secret.version !== undefined) return { kind: 'version', version: secret.version }
  return secret.fingerprint === undefined ? { kind: 'new' } : { kind: 'fingerprint', fingerprint: secret.fingerprint }
}

/** The current version. A deleted one has no values, and is still what a save stands on. Throws `CallFailed`. */
export async function openForEdit(at: SecretAddress, signal?: AbortSignal): Promise<OpenedSecret> {
  const secret = await valueOf(secretCalls.read({ at }, signal))
  const { version } = secret
  const entries =
    secret.fields.length === 0
      ? []
      : (await valueOf(secretCalls.reveal({ at, ...(version !== undefined && { version }) }, signal))).entries
  const rows = rowsOf(entries)
  return {
    secret,
    entries,
    draft: { path: at.path, rows: rows.length === 0 ? [newRow([])] : rows, base: baseOf(secret) },
  }
}
