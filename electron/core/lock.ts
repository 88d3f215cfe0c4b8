/** The lock: opening the sealed store at the start, and what goes when the app is locked (docs/security.md, "The lock"). */
import { Failure } from '../contract/failure.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import type { Places } from '../places/places.ts'
import { createAutoLock, type AutoLock } from './autoLock.ts'
import type { Ceremonies } from './ceremonies.ts'
import type { Copies } from './copies.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import type { OpenSecrets } from './openSecrets.ts'
import type { Servers } from './servers.ts'
import type { Settings } from './settings.ts'
import type { Watch } from './watch.ts'
import type { Windows } from './windows.ts'

export interface Lock {
  readonly autoLock: AutoLock
  /** Resolves when the keychain has answered, for the first time in this run. */
  readonly ready: Promise<void>
  /** Drops the master key, every token and every value that is open. */
  lock(): Promise<void>
  unlock(open: () => Promise<void>): Promise<void>
}

export interface LockDeps {
  readonly store: SealedStore
  readonly settings: Settings
  readonly drafts: Drafts
  readonly places: Places
  readonly servers: Servers
  readonly watch: Watch
  readonly openSecrets: OpenSecrets
  readonly windows: Windows
  readonly copies: Copies
  readonly ceremonies: Ceremonies
  readonly events: Events
  readonly log: Log
}

/** Opens the store at once, and waits for nobody. */
export function createLock(deps: LockDeps): Lock {
  const { store, settings, drafts, places, servers, watch, openSecrets, windows, copies, ceremonies, events, log } =
    deps

  /** Grows with every lock, so that an unlock that was asked for before one does not undo it. */
  let locks = 0
  const lock = async (): Promise<void> => {
    locks++
    const before = store.locked
    if (!before) await Promise.all([drafts.flush().catch(() => undefined), places.settled()])
    // SECURITY: also where it is locked already: an unlock that waits for the keychain must not end in an open app.
    store.lock()
    if (before) return
    autoLock.stop()
    watch.pause()
    openSecrets.forgetAll()
    windows.nothingUnfinished()
    const cleared = copies.clear().catch(() => undefined)
    const closed = servers.closeAll()
    // Sockets take their time to close; the window is emptied first.
    events.emit({ type: 'locked' })
    log.info({}, 'locked')
    await Promise.all([closed, cleared])
  }
  const autoLock = createAutoLock(
    () => settings.get().autoLockMinutes,
    () => void lock(),
  )
  const unlock = async (open: () => Promise<void>): Promise<void> => {
    // Before it is known what keeps the secrets there is nothing to unlock.
    const before = locks
    await ready
    if (locks !== before) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    await open()
    if (store.locked) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    watch.resume()
    autoLock.restart()
    events.emit({ type: 'unlocked' })
    // Last: a lock that comes while this is written must not be followed by what an unlock does.
    await ceremonies.sealHeld()
  }
  // Not awaited here: a keychain may ask the person first, and the window comes before that.
  const ready = store.open().then(
    () => {
      // A window that did not wait for the keychain learns here that it did not open.
      if (store.locked) return events.emit({ type: 'custody-changed' })
      autoLock.restart()
      events.emit({ type: 'unlocked' })
    },
    (problem: unknown) => log.error({ problem }, 'the sealed store did not open'),
  )

  return { autoLock, ready, lock, unlock }
}
