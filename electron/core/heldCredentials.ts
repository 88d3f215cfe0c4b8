/** Keeps the digests of what is sealed up to date: whatever the sealed store reads or writes of credentials passes here. */
import type { SealedStore } from '../keychain/sealedStore.ts'
import type { Events } from './events.ts'
import type { HeldDigests } from './heldDigests.ts'
import { ceremonyPrefix } from './storedCeremony.ts'

const prefixes = ['profile:', ceremonyPrefix] as const
/** Members of these entries that hold a credential, or a list of them (credentials.ts, storedCeremony.ts). */
const names: ReadonlySet<string> = new Set([
  'token',
  'rootToken',
  'share',
  'keys',
  'keysBase64',
  'recoveryKeys',
  'recoveryKeysBase64',
])

/** Characters. Batch tokens of many policies have some hundreds. */
const longestCredential = 4096

/** Returns the credentials of an entry; a share in base64 in its hex form, too. */
function credentialsOf(text: string): string[] {
  const found: string[] = []
  const take = (name: string, value: unknown): void => {
    if (typeof value === 'string') {
      if (!names.has(name)) return
      // What is longer is no token and no share.
      if (value.length <= longestCredential) found.push(value)
      if (/^[\w+/-]{22,44}={0,2}$/.test(value)) found.push(Buffer.from(value, 'base64').toString('hex'))
    } else if (Array.isArray(value)) for (const each of value) take(name, each)
    else if (typeof value === 'object' && value !== null)
      for (const [own, each] of Object.entries(value)) take(own, each)
  }
  try {
    const content: unknown = JSON.parse(text)
    take('', content)
  } catch {
    // Not an entry that anything could be read from.
  }
  return found
}

export interface HeldCredentials {
  /** The same store; what is written to it is held from before it is written. */
  readonly store: SealedStore
  /** Resolves when all that is sealed is known. */
  ready(): Promise<void>
}

export function holdCredentials(
  sealed: SealedStore,
  held: HeldDigests,
  events: Pick<Events, 'listen'>,
): HeldCredentials {
  const isCredential = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix))
  let loading: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    for (const prefix of prefixes) {
      for (const name of await sealed.names(prefix)) {
        // One that cannot be read holds nothing that could leave.
        const text = await sealed.read(name).catch(() => null)
        if (text !== null) held.hold(name, credentialsOf(text))
      }
    }
  }
  events.listen(({ type }) => {
    if (type === 'unlocked') loading = load().catch(() => undefined)
    else if (type === 'locked') held.clear()
  })

  const store: SealedStore = Object.create(sealed, {
    write: {
      value: async (name: string, content: string) => {
        if (!isCredential(name)) return sealed.write(name, content)
        const credentials = credentialsOf(content)
        // Where the disk refuses it, it goes on being held in memory.
        held.hold(`${name} to be written`, credentials)
        await sealed.write(name, content)
        held.hold(name, credentials)
        held.release(`${name} to be written`)
      },
    },
    remove: {
      value: async (name: string) => {
        await sealed.remove(name)
        held.release(name)
      },
    },
  }) as SealedStore
  return { store, ready: () => loading }
}
