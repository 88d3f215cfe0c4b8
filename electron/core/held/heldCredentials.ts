/**
 * Keeps the digests of sealed credentials up to date: the sealed store's reads and writes of credentials pass through
 * here.
 */
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import type { Events } from '../events.ts'
import type { BoundCredential, HeldDigests } from './heldDigests.ts'
import { recordKinds } from '../../storage/recordKinds.ts'

const prefixes = [recordKinds.credentials.prefix, recordKinds.ceremonies.prefix] as const
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

/** Characters. Batch tokens with many policies have several hundred. */
const longestCredential = 4096

/** The bindings of an entry's credentials: of its token, and of its keys. */
interface Bindings {
  readonly token: string
  readonly keys: string
}

/** Returns the bindings that an object names, or those of the object around it. */
function bindingsOf(value: object, around: Bindings): Bindings {
  const named = (...names: readonly string[]): string | undefined =>
    names.map((name) => (value as Readonly<Record<string, unknown>>)[name]).find((each) => typeof each === 'string')
  return { token: named('tokenFor') ?? around.token, keys: named('keysFor', 'way', 'address') ?? around.keys }
}

/** Returns the credentials of an entry. A share in base64 is also returned in hex. */
function credentialsOf(text: string): BoundCredential[] {
  const found: BoundCredential[] = []
  const take = (name: string, value: unknown, bindings: Bindings): void => {
    if (typeof value === 'string') {
      if (!names.has(name)) return
      const boundTo = name === 'token' ? bindings.token : bindings.keys
      // A longer text is neither a token nor a share.
      if (value.length <= longestCredential) found.push({ text: value, boundTo })
      if (/^[\w+/-]{22,44}={0,2}$/.test(value))
        found.push({ text: Buffer.from(value, 'base64').toString('hex'), boundTo })
    } else if (Array.isArray(value)) for (const each of value) take(name, each, bindings)
    else {
      // Numbers, booleans and null have no members.
      const members = value ?? {}
      const own = bindingsOf(members, bindings)
      for (const [member, each] of Object.entries(members)) take(member, each, own)
    }
  }
  try {
    const content: unknown = JSON.parse(text)
    take('', content, { token: '', keys: '' })
  } catch {
    // The text is not JSON, so it contains no entry.
  }
  return found
}

export interface HeldCredentials {
  /** The same store. It holds a new credential before writing it. */
  readonly store: SealedStore
  /** Resolves when all sealed credentials are known. */
  ready(): Promise<void>
}

export function holdCredentials(
  sealed: SealedStore,
  held: HeldDigests,
  events: Pick<Events, 'listen'>,
): HeldCredentials {
  const isCredential = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix))
  let loading: Promise<void> = Promise.resolve()
  /** Entries that could not be read when all were loaded. */
  const missed = new Set<string>()

  const load = async (): Promise<void> => {
    const names = (await Promise.all(prefixes.map((prefix) => sealed.names(prefix)))).flat()
    // In parallel, so that a keychain that does not answer delays the load once, not once for each entry.
    await Promise.all(
      names.map(async (name) => {
        // An entry that cannot be read has no credential that could leave, until it can be read.
        const text = await sealed.read(name).catch(() => {
          missed.add(name)
          return null
        })
        if (text !== null) held.hold(name, credentialsOf(text))
      }),
    )
  }
  events.listen(({ type }) => {
    if (type === 'unlocked') loading = load().catch(() => undefined)
    else if (type === 'locked') held.clear()
  })

  const store: SealedStore = Object.create(sealed, {
    read: {
      value: async (name: string) => {
        const text = await sealed.read(name)
        if (text !== null && missed.delete(name)) held.hold(name, credentialsOf(text))
        return text
      },
    },
    write: {
      value: async (name: string, content: string, dropOlder?: boolean) => {
        if (!isCredential(name)) return sealed.write(name, content)
        const credentials = credentialsOf(content)
        // If the disk refuses the write, memory still holds the credential.
        held.hold(`${name} to be written`, credentials)
        await sealed.write(name, content, dropOlder)
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
