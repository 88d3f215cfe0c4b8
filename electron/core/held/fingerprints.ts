/**
 * Fingerprints of secrets that have no versions (KV 1): whether one was changed since it was read, also when a draft of
 * it outlived the app.
 */
import { recordKinds } from '../../storage/recordKinds.ts'
import { createHmac, randomBytes } from 'node:crypto'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { stringifyJson } from '../../base/json/json.ts'
import type { SecretData } from './secretValueCache.ts'

const fingerprintKeyName = recordKinds.fingerprintKey.prefix

export interface Fingerprints {
  /** Stands for the data, in whatever order, without telling anything about it outside of this app. Errors: `locked`. */
  of(data: SecretData): Promise<string>
}

export function createFingerprints(store: Pick<SealedStore, 'read' | 'write'>): Fingerprints {
  let made: Promise<string> | undefined

  async function make(): Promise<string> {
    const fresh = randomBytes(32).toString('base64url')
    // On a full disk it lasts as long as this run of the app: that is no reason not to show a secret.
    await store.write(fingerprintKeyName, fresh).catch(() => undefined)
    return fresh
  }
  async function key(): Promise<string> {
    const kept = await store.read(fingerprintKeyName)
    if (kept !== null) return kept
    // Two that are asked for at once get the same one.
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
