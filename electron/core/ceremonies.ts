/**
 * Ceremonies: what a server answered to its initialisation, the only copy there is. Sealed to disk before anything is
 * shown, in a file of its own; wiped when the person says that the keys are safe.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Ceremony } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import type { InitResult } from '../vault/init.ts'
import type { Log } from './log.ts'

const Stored = z.object({
  version: z.literal(1),
  id: z.uuid(),
  profileId: z.uuid(),
  /** The address of the server that the keys belong to. */
  address: z.string(),
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

type Beginning = Pick<StoredCeremony, 'profileId' | 'address' | 'shares' | 'threshold'>

export interface Ceremonies {
  /**
   * Runs an initialisation and keeps its answer, whatever happens meanwhile: a lock does not stop it, an earlier ceremony
   * of the connection stays beside it, and what the disk refuses is held in memory.
   */
  begin(of: Beginning, initialise: () => Promise<InitResult>): Promise<Ceremony>
  /** The latest unfinished ceremony of a connection. */
  of(profileId: string): Promise<Ceremony | null>
  /** The whole of it, with its secrets. Errors: `not-found`. */
  open(ceremonyId: string): Promise<StoredCeremony>
  note(
    ceremonyId: string,
    change: Partial<Pick<StoredCeremony, 'saved' | 'keptShares' | 'keptRootToken'>>,
  ): Promise<Ceremony>
  wipe(ceremonyId: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /** The connection's server has moved with its keys, as the practice server does when its port is taken. */
  move(profileId: string, address: string): Promise<void>
  /** Seals what could not be sealed when it came. Never fails. */
  sealHeld(): Promise<void>
  /** Resolves when no initialisation is under way. */
  settled(): Promise<void>
}

export const ceremonyPrefix = 'ceremony:'
const prefixOf = (profileId: string) => `${ceremonyPrefix}${profileId}:`
const nameOf = ({ profileId, id }: Pick<StoredCeremony, 'profileId' | 'id'>) => `${prefixOf(profileId)}${id}`

export function createCeremonies(store: SealedStore, log: Log): Ceremonies {
  /** What is not on disk yet, because the disk or a lock was in the way. */
  const held = new Map<string, StoredCeremony>()
  const underWay = new Set<Promise<unknown>>()

  const names = async (prefix: string): Promise<string[]> => {
    const sealed = await store.names(prefix)
    return [...new Set([...sealed, ...[...held.keys()].filter((name) => name.startsWith(prefix))])]
  }
  const read = async (name: string): Promise<StoredCeremony | null> => {
    const kept = held.get(name)
    if (kept !== undefined) return kept
    const text = await store.read(name)
    if (text === null) return null
    try {
      return Stored.parse(JSON.parse(text))
    } catch {
      throw new Failure('file-unreadable', 'The unfinished key ceremony cannot be read.')
    }
  }
  /** Those that can be read, the latest first; `damaged` is why another one could not. */
  const readAll = async (prefix: string) => {
    const found: StoredCeremony[] = []
    let damaged: Failure | undefined
    for (const name of await names(prefix)) {
      try {
        const ceremony = await read(name)
        if (ceremony !== null) found.push(ceremony)
      } catch (problem) {
        if (!(problem instanceof Failure) || problem.code !== 'file-unreadable') throw problem
        damaged = problem
      }
    }
    return { found: found.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), damaged }
  }
  const write = async (ceremony: StoredCeremony): Promise<Ceremony> => {
    const name = nameOf(ceremony)
    await store.write(name, JSON.stringify(ceremony))
    held.delete(name)
    return summary(ceremony)
  }
  const open = async (ceremonyId: string): Promise<StoredCeremony> => {
    const { found, damaged } = await readAll(ceremonyPrefix)
    const ceremony = found.find(({ id }) => id === ceremonyId)
    if (ceremony !== undefined) return ceremony
    throw damaged ?? new Failure('not-found', 'This key ceremony is finished.')
  }
  const remove = async (name: string): Promise<void> => {
    await store.remove(name)
    held.delete(name)
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
    sealedOnDisk: store.state().kind !== 'memory' && !held.has(nameOf(stored)),
  })

  const beginNow = async (of: Beginning, initialise: () => Promise<InitResult>): Promise<Ceremony> => {
    const id = randomUUID()
    const name = nameOf({ profileId: of.profileId, id })
    const reservation = await store.reserve(name)
    try {
      const result = await initialise()
      const startedAt = new Date().toISOString()
      const ceremony: StoredCeremony = {
        version: 1,
        id,
        ...of,
        startedAt,
        saved: false,
        keptShares: [],
        keptRootToken: false,
        ...result,
      }
      held.set(name, ceremony)
      await reservation.write(JSON.stringify(ceremony)).then(
        () => held.delete(name),
        (problem: unknown) => log.error({ problem }, 'new keys could not be sealed and are held in memory'),
      )
      return summary(ceremony)
    } finally {
      reservation.release()
    }
  }
  const sealHeld = async (): Promise<void> => {
    for (const ceremony of held.values()) await write(ceremony).catch(() => undefined)
  }

  return {
    begin: (of, initialise) => {
      const beginning = beginNow(of, initialise)
      underWay.add(beginning)
      const done = () => underWay.delete(beginning)
      beginning.then(done, done)
      return beginning
    },
    of: async (profileId) => {
      await sealHeld()
      const { found, damaged } = await readAll(prefixOf(profileId))
      const [latest] = found
      if (latest !== undefined) return summary(latest)
      if (damaged !== undefined) throw damaged
      return null
    },
    open,
    note: async (ceremonyId, change) => write({ ...(await open(ceremonyId)), ...change }),
    wipe: async (ceremonyId) => remove(nameOf(await open(ceremonyId))),
    removeAll: async (profileId) => {
      for (const name of await names(prefixOf(profileId))) await remove(name)
    },
    move: async (profileId, address) => {
      for (const ceremony of (await readAll(prefixOf(profileId))).found) await write({ ...ceremony, address })
    },
    sealHeld,
    settled: async () => {
      await Promise.allSettled(underWay)
    },
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
