import type { AppState } from '../../contract/app.ts'
import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

const platforms: Readonly<Record<string, AppState['platform']>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' }

/** Milliseconds: enough for a keychain that is open, short for one that asks the person first. */
const patience = () => new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref())

/** Loaded on demand: rarely needed, and never at the start. */
const passphraseConsent = () => import('../../core/consent/passphraseConsent.ts')

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
        dropped: services.hasDropped(),
        passphraseNeeded: store.passphraseNeeded,
        custody: { ...store.state(), ...(oldCopies.length > 0 && { oldCopies: [...oldCopies] }) },
        settings: settings.get(),
        problems: [...services.profiles.problems(), ...[settings.problem()?.message ?? []].flat()],
        connectionsRestored: services.profiles.isRestored(),
      }
    },
    events: async function* (_input, { signal }) {
      yield* events.follow(signal)
      return {}
    },
    touch: async (_input, { window }) => {
      // SECURITY: activity in a page that is not visible does not come from a person (docs/security.md, "The lock").
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
      // SECURITY: keys that exist only in memory are shown to anyone who unlocks, so unlocking must require more than
      // this.
      if (services.ceremonies.holdsUnsealed())
        throw new Failure('rejected', 'New keys are not sealed yet. Unlock Strongroom first.')
      await services.unlock(() => (how === 'start-new' ? store.startNew() : store.goWithoutKeychain()))
      events.emit({ type: 'custody-changed' })
      return {}
    },
    changeSettings: async (change, context) => {
      // SECURITY: the lock screen may change the appearance, but not when the next lock comes
      // (docs/security.md, "The lock").
      const guarded = change.autoLockMinutes !== undefined || change.hideKeysFromCapture !== undefined
      if (store.locked && guarded) throw new Failure('locked', 'Strongroom is locked.')
      // SECURITY: the choice applies to all windows, so a page under an attacker's control must not make it.
      if (change.hideKeysFromCapture === false && settings.get().hideKeysFromCapture)
        await consent.require({ kind: 'allow-capture' }, context)
      const changed = await settings.change(change)
      autoLock.reschedule()
      events.emit({ type: 'settings-changed' })
      return changed
    },
    keepInPassphraseFile: async ({ passphrase }, context) => {
      const { chooseFirstPassphrase } = await passphraseConsent()
      await chooseFirstPassphrase(services, passphrase, context)
      events.emit({ type: 'custody-changed' })
      return store.state()
    },
    changePassphrase: async (change, context) => {
      const { changePassphrase } = await passphraseConsent()
      await changePassphrase(services, change, context)
      events.emit({ type: 'custody-changed' })
      return store.state()
    },
  }
}
