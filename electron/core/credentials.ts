/**
 * What the core keeps sealed for one connection: its token where the person asked for it, unseal key shares, the client
 * key. One sealed file a connection (docs/security.md, "Custody").
 *
 * SECURITY: the addresses stand here as well, because the list of connections is not sealed: whoever changes an address
 * there gets no token by it (docs/security.md, "Tokens").
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'

const Kept = z.object({
  version: z.literal(1),
  token: z.string().nullable(),
  /** The address of the server that gave the token. */
  tokenFor: z.string(),
  rootToken: z.string().nullable(),
  clientKeyPem: z.string().nullable(),
  /** Base64, as the CLI shows them; the index is 1-based, as the server counts. */
  shares: z.array(z.object({ index: z.number().int(), share: z.string(), keptAt: z.string() })),
  /** The address of the server that the shares and the root token belong to. */
  keysFor: z.string(),
})
export type Kept = z.infer<typeof Kept>

const nothing: Kept = {
  version: 1,
  token: null,
  tokenFor: '',
  rootToken: null,
  clientKeyPem: null,
  shares: [],
  keysFor: '',
}

export interface Credentials {
  /** What is kept for a connection; empty when nothing is. Errors: `locked`, `file-unreadable`. */
  read(profileId: string): Promise<Kept>
  /** Changes it, one change after the other; removes the file when nothing is left. */
  change(profileId: string, change: (kept: Kept) => Kept): Promise<void>
  removeAll(profileId: string): Promise<void>
}

const nameOf = (profileId: string) => `profile:${profileId}`

export function createCredentials(store: SealedStore): Credentials {
  const queues = new Map<string, Promise<void>>()

  async function read(profileId: string): Promise<Kept> {
    const text = await store.read(nameOf(profileId))
    if (text === null) return nothing
    const parsed = Kept.safeParse(parse(text))
    if (!parsed.success) throw new Failure('file-unreadable', 'What is kept for this connection cannot be read.')
    return parsed.data
  }

  return {
    read,
    change: (profileId, change) => {
      const after = (queues.get(profileId) ?? Promise.resolve())
        .catch(() => undefined)
        .then(async () => {
          const next = change(await read(profileId))
          const empty =
            next.token === null && next.rootToken === null && next.clientKeyPem === null && next.shares.length === 0
          await (empty ? store.remove(nameOf(profileId)) : store.write(nameOf(profileId), JSON.stringify(next)))
        })
      queues.set(profileId, after)
      return after
    },
    removeAll: (profileId) => store.remove(nameOf(profileId)),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
