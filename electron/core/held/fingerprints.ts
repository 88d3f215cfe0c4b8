/**
 * Fingerprints of secrets without versions (KV 1). They show whether a secret has changed since it was read, also for a
 * draft from an earlier run of the app.
 */
import { recordKinds } from '../../storage/recordKinds.ts'
import { createHmac, randomBytes } from 'node:crypto'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { stringifyJson } from '../../base/json/json.ts'
import type { SecretData } from './secretValueCache.ts'

const fingerprintKeyName = recordKinds.fingerprintKey.prefix

export interface Fingerprints {
  /**
   * Returns the fingerprint of the data, independent of the order of its keys. It reveals nothing about the data
   * outside of this app. Errors: `locked`.
   */
  of(data: SecretData): Promise<string>
}

export function createFingerprints(store: Pick<SealedStore, 'read' | 'write'>): Fingerprints {
  let made: Promise<string> | undefined

  async function make(): Promise<string> {
    const fresh = randomBytes(32).toString('base64url')
    // On a full disk the key lasts only for this run. A secret can still be shown.
    await store.write(fingerprintKeyName, fresh).catch(() => undefined)
    return fresh
  }
  async function key(): Promise<string> {
    const kept = await store.read(fingerprintKeyName)
    if (kept !== null) return kept
    // Two callers at the same time get the same key.
    made ??= make()
    return made
  }

  return {
    of: async (data) => {
      const sorted = [...data].sort(([a], [b]) => (a < b ? -1 : 1))
      // SECURITY: keyed, so that a fingerprint cannot be compared with guesses (docs/security.md, "Values").
      return createHmac('sha256', await key())
        .update(stringifyJson(sorted))
        .digest('base64url')
    },
  }
}
