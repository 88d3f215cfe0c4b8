/** Ceremonies, loaded on first use to keep the start of the core short. */
import type { Ceremonies } from './ceremonies.ts'
import { loadedOnce } from '../../base/async/loadedOnce.ts'

export function lazyCeremonies(load: () => Promise<Ceremonies>): Ceremonies {
  const ceremonies = loadedOnce(load)
  /** Initializations in progress, including those that still wait for the module. */
  const underWay = new Set<Promise<unknown>>()
  return {
    begin: (of, asking) => {
      const begun = ceremonies().then((loaded) => loaded.begin(of, asking))
      underWay.add(begun)
      const done = () => underWay.delete(begun)
      begun.then(done, done)
      return begun
    },
    of: async (profileId) => (await ceremonies()).of(profileId),
    open: async (ceremonyId) => (await ceremonies()).open(ceremonyId),
    note: async (ceremonyId, places) => (await ceremonies()).note(ceremonyId, places),
    wipe: async (ceremonyId) => (await ceremonies()).wipe(ceremonyId),
    removeAll: async (profileId) => (await ceremonies()).removeAll(profileId),
    bindings: async (profileId) => (await ceremonies()).bindings(profileId),
    move: async (profileId, from, to) => (await ceremonies()).move(profileId, from, to),
    // Before the first load there is nothing to clear.
    sealHeld: async () => ceremonies.loaded?.sealHeld(),
    holdsUnsealed: () => underWay.size > 0 || ceremonies.loaded?.holdsUnsealed() === true,
    settled: async () => {
      await Promise.allSettled(underWay)
    },
  }
}
