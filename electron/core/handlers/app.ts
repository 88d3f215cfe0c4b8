import type { AppState } from '../../contract/app.ts'
import { Failure } from '../../contract/failure.ts'
import { gradePassphrase } from '../../contract/passphrase.ts'
import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

const platforms: Readonly<Record<string, AppState['platform']>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' }

/** Long enough for a keychain that is open, short enough for one that asks the person first. */
const patience = () => new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref())

/** The app itself: its state, its lock, its settings. */
export function appHandlers(services: Services): Handlers<'app'> {
  const { deps, store, settings, events, autoLock, consent } = services
  return {
    state: async () => {
      await Promise.race([services.ready, patience()])
      const oldCopies = (await services.custodyEpochs()).oldCopies()
      return {
        version: deps.version,
        shell: deps.shell,
        platform: platforms[process.platform] ?? 'other',
        locked: store.locked,
        passphraseNeeded: store.passphraseNeeded,
        custody: { ...store.state(), ...(oldCopies.length > 0 && { oldCopies: [...oldCopies] }) },
        settings: settings.get(),
        problems: [...services.profiles.problems(), ...[settings.problem()?.message ?? []].flat()],
      }
    },
    events: async function* (_input, { signal }) {
      yield* events.follow(signal)
      return {}
    },
    touch: async (_input, { window }) => {
      // SECURITY: a page that nobody can see is no person (docs/security.md, "The lock").
      if (window === undefined || deps.isShown?.(window) !== false) autoLock.touch()
      return {}
    },
    lock: async () => {
      await services.lock()
      return {}
    },
    unlock: async ({ passphrase }) => {
      await services.unlock(() => store.unlock(passphrase))
      return {}
    },
    recover: async ({ how }) => {
      // SECURITY: keys that exist in memory alone are shown to whoever unlocks, so that must not be this easy.
      if (services.ceremonies.holdsUnsealed())
        throw new Failure('rejected', 'New keys are not sealed yet: unlock first.')
      await services.unlock(() => (how === 'begin-anew' ? store.beginAnew() : store.goWithoutKeychain()))
      events.emit({ type: 'custody-changed' })
      return {}
    },
    changeSettings: async (change, context) => {
      // SECURITY: the lock screen may change how it looks, not when the next lock comes (docs/security.md, "The lock").
      const guarded = change.autoLockMinutes !== undefined || change.hideKeysFromCapture !== undefined
      if (store.locked && guarded) throw new Failure('locked', 'Strongroom is locked.')
      // SECURITY: the choice holds for all windows; a page that somebody else controls must not make it.
      if (change.hideKeysFromCapture === false && settings.get().hideKeysFromCapture)
        await consent.require({ kind: 'allow-capture' }, context)
      const changed = await settings.change(change)
      autoLock.reschedule()
      events.emit({ type: 'settings-changed' })
      return changed
    },
    keepInPassphraseFile: async ({ passphrase }) => {
      await requireStrong(passphrase)
      // SECURITY: consent of the person belongs here, before files are made that this passphrase opens.
      await store.usePassphrase(passphrase)
      events.emit({ type: 'custody-changed' })
      return store.state()
    },
    changePassphrase: async ({ oldPassphrase, passphrase }) => {
      await requireStrong(passphrase)
      await store.changePassphrase(oldPassphrase, passphrase)
      events.emit({ type: 'custody-changed' })
      return store.state()
    },
    openExternal: async ({ url }) => {
      await deps.openExternal(url)
      return {}
    },
  }
}

/** Throws `passphrase-too-weak`. */
async function requireStrong(passphrase: string): Promise<void> {
  const { problem } = await gradePassphrase(passphrase)
  if (problem !== null) throw new Failure('passphrase-too-weak', `The passphrase can be guessed: ${problem}.`)
}
