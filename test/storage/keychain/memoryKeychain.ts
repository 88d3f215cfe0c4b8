import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'

export interface MemoryKeychain extends Keychain {
  /** Returns its content as text, by account. */
  texts(): Record<string, string>
  /** The calls so far, as `action account`. */
  readonly calls: string[]
  /** Replaces one of its functions; without `by`, restores the original. */
  replace<K extends keyof Keychain>(action: K, by?: Keychain[K]): void
}

/** Returns a keychain in memory, for tests of what Strongroom stores in it. */
export function memoryKeychain(): MemoryKeychain {
  const entries = new Map<string, Buffer>()
  const calls: string[] = []
  let replaced: Partial<Keychain> = {}
  const real: Keychain = {
    read: async (account) => {
      const found = entries.get(account)
      return found === undefined ? null : Buffer.from(found)
    },
    write: async (account, secret) => void entries.set(account, Buffer.from(secret)),
    remove: async (account) => void entries.delete(account),
  }
  const now = () => ({ ...real, ...replaced })
  return {
    read: (account) => {
      calls.push(`read ${account}`)
      return now().read(account)
    },
    write: (account, secret) => {
      calls.push(`write ${account}`)
      return now().write(account, secret)
    },
    remove: (account) => {
      calls.push(`remove ${account}`)
      return now().remove(account)
    },
    texts: () => Object.fromEntries([...entries].map(([account, secret]) => [account, secret.toString()])),
    calls,
    replace: (action, by) => {
      const { [action]: _before, ...others } = replaced
      replaced = by === undefined ? others : { ...others, [action]: by }
    },
  }
}
