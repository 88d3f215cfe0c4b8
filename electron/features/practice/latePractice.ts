/** The practice server, whose code is loaded on first use: most starts of the app never need it. */
import { Failure } from '../../contract/failure.ts'
import { loadedOnce } from '../../base/async/loadedOnce.ts'
import type { Practice, PracticeDeps } from './practice.ts'

/** As `createPractice`. After `close` every call fails with `practice-unavailable`. */
export function latePractice(deps: PracticeDeps): Practice {
  const load = loadedOnce(async () => (await import('./practice.ts')).createPractice(deps))
  let begun: Promise<Practice> | undefined
  let closed = false
  const loaded = (): Promise<Practice> => {
    if (closed) return Promise.reject(new Failure('practice-unavailable', 'Strongroom is closing'))
    begun = load()
    return begun
  }
  return {
    state: async () => (await loaded()).state(),
    start: async (onProgress, signal) => (await loaded()).start(onProgress, signal),
    comesBack: async () => (await loaded()).comesBack(),
    stop: async () => (await loaded()).stop(),
    wipe: async () => (await loaded()).wipe(),
    close: async () => {
      closed = true
      // If the code failed to load, there is nothing to close.
      const practice = await begun?.catch(() => undefined)
      await practice?.close()
    },
  }
}
