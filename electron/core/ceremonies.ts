/**
 * Ceremonies: what a server answered to its initialisation, the only copy there is. Sealed to disk before anything is
 * shown; wiped when the person says that the keys are safe.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Ceremony } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import type { InitResult } from '../vault/init.ts'

const Stored = z.object({
  version: z.literal(1),
  id: z.uuid(),
  profileId: z.uuid(),
  startedAt: z.string(),
  shares: z.number().int(),
  threshold: z.number().int(),
  saved: z.boolean(),
  keptShares: z.array(z.number().int()),
  keptRootToken: z.boolean(),
  keys: z.array(z.string()),
  keysBase64: z.array(z.string()),
  recoveryKeys: z.array(z.string()),
  recoveryKeysBase64: z.array(z.string()),
  rootToken: z.string(),
})
export type StoredCeremony = z.infer<typeof Stored>

export interface Ceremonies {
  begin(profileId: string, shares: number, threshold: number, result: InitResult): Promise<Ceremony>
  /** The unfinished ceremony of a connection. */
  of(profileId: string): Promise<Ceremony | null>
  /** The whole of it, with its secrets. Errors: `not-found`. */
  open(ceremonyId: string): Promise<StoredCeremony>
  note(
    ceremonyId: string,
    change: Partial<Pick<StoredCeremony, 'saved' | 'keptShares' | 'keptRootToken'>>,
  ): Promise<Ceremony>
  wipe(ceremonyId: string): Promise<void>
  removeAll(profileId: string): Promise<void>
}

export const ceremonyPrefix = 'ceremony:'
const nameOf = (profileId: string) => `${ceremonyPrefix}${profileId}`

export function createCeremonies(store: SealedStore): Ceremonies {
  const read = async (name: string): Promise<StoredCeremony | null> => {
    const text = await store.read(name)
    if (text === null) return null
    try {
      return Stored.parse(JSON.parse(text))
    } catch {
      throw new Failure('file-unreadable', 'The unfinished key ceremony cannot be read.')
    }
  }
  const write = async (ceremony: StoredCeremony): Promise<Ceremony> => {
    await store.write(nameOf(ceremony.profileId), JSON.stringify(ceremony))
    return summary(ceremony)
  }
  const open = async (ceremonyId: string): Promise<StoredCeremony> => {
    for (const name of await store.names(ceremonyPrefix)) {
      const ceremony = await read(name)
      if (ceremony?.id === ceremonyId) return ceremony
    }
    throw new Failure('not-found', 'This key ceremony is finished.')
  }
  // SECURITY: what crosses to the window is counts alone.
  const summary = (stored: StoredCeremony): Ceremony => ({
    id: stored.id,
    profileId: stored.profileId,
    startedAt: stored.startedAt,
    shares: stored.shares,
    threshold: stored.threshold,
    recovery: stored.keys.length === 0 && stored.recoveryKeys.length > 0,
    saved: stored.saved,
    keptShares: stored.keptShares,
    keptRootToken: stored.keptRootToken,
    sealedOnDisk: store.state().kind !== 'memory',
  })

  return {
    begin: (profileId, shares, threshold, result) =>
      write({
        version: 1,
        id: randomUUID(),
        profileId,
        startedAt: new Date().toISOString(),
        shares,
        threshold,
        saved: false,
        keptShares: [],
        keptRootToken: false,
        ...result,
      }),
    of: async (profileId) => {
      const stored = await read(nameOf(profileId))
      return stored === null ? null : summary(stored)
    },
    open,
    note: async (ceremonyId, change) => write({ ...(await open(ceremonyId)), ...change }),
    wipe: async (ceremonyId) => store.remove(nameOf((await open(ceremonyId)).profileId)),
    removeAll: (profileId) => store.remove(nameOf(profileId)),
  }
}

/**
 * The ceremony as `vault operator init -format=json` prints it.
 * https://developer.hashicorp.com/vault/docs/commands/operator/init
 */
export function clusterKeys(ceremony: StoredCeremony): string {
  const recovery = ceremony.keys.length === 0 && ceremony.recoveryKeys.length > 0
  return `${JSON.stringify(
    {
      unseal_keys_b64: ceremony.keysBase64,
      unseal_keys_hex: ceremony.keys,
      unseal_shares: recovery ? 1 : ceremony.shares,
      unseal_threshold: recovery ? 1 : ceremony.threshold,
      recovery_keys_b64: ceremony.recoveryKeysBase64,
      recovery_keys_hex: ceremony.recoveryKeys,
      recovery_keys_shares: recovery ? ceremony.shares : 0,
      recovery_keys_threshold: recovery ? ceremony.threshold : 0,
      root_token: ceremony.rootToken,
    },
    null,
    2,
  )}\n`
}

const ClusterKeys = z.object({
  unseal_keys_b64: z.array(z.string()).default([]),
  unseal_keys_hex: z.array(z.string()).default([]),
  recovery_keys_b64: z.array(z.string()).default([]),
  // The API's own names, for those who saved the answer of `sys/init` itself.
  keys_base64: z.array(z.string()).default([]),
  keys: z.array(z.string()).default([]),
})

/** The shares of a `cluster-keys.json` (or of the API's own answer), in base64 or hex. Errors: `invalid-input`. */
export function sharesOfClusterKeys(content: string): string[] {
  let parsed
  try {
    parsed = ClusterKeys.parse(JSON.parse(content.replace(/^\u{feff}/u, '')))
  } catch {
    throw new Failure('invalid-input', 'The file is not a cluster-keys.json.')
  }
  const lists = [
    parsed.unseal_keys_b64,
    parsed.unseal_keys_hex,
    parsed.keys_base64,
    parsed.keys,
    parsed.recovery_keys_b64,
  ]
  const shares = lists.find((list) => list.length > 0)
  if (shares === undefined) throw new Failure('invalid-input', 'The file holds no unseal key shares.')
  return shares
}
