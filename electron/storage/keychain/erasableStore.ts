/**
 * A sealed store whose entries under a prefix can be erased: see erasable.ts, which is loaded with the first of them.
 */
import { loadedOnce } from '../../base/async/loadedOnce.ts'
import type { Erasable } from './erasable.ts'
import type { SealedStore } from './sealedStore.ts'

export interface ErasableStore {
  /** The same store; reads and writes under the prefix use the content. */
  readonly store: SealedStore
  /** Finishes interrupted erasures. Never fails. */
  sweep(): Promise<void>
}

export function createErasableStore(sealed: SealedStore, prefix: string, load: () => Promise<Erasable>): ErasableStore {
  const erasable = loadedOnce(load)
  const store: SealedStore = Object.create(sealed, {
    read: {
      value: async (name: string) => (name.startsWith(prefix) ? (await erasable()).read(name) : sealed.read(name)),
    },
    write: {
      value: async (name: string, content: string, dropOlder = false) =>
        name.startsWith(prefix) ? (await erasable()).write(name, content, dropOlder) : sealed.write(name, content),
    },
    remove: {
      value: async (name: string) => (name.startsWith(prefix) ? (await erasable()).remove(name) : sealed.remove(name)),
    },
    lock: {
      value: () => {
        erasable.loaded?.dropKeys()
        sealed.lock()
      },
    },
  }) as SealedStore
  return {
    store,
    sweep: async () => {
      const names = await sealed.names(prefix).catch(() => [])
      if (names.length > 0) await (await erasable()).sweep()
    },
  }
}
