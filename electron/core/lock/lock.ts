/** The lock: opening the sealed store at the start, and what goes when the app is locked (docs/security.md, "The lock"). */
import { Failure } from '../../contract/failure.ts'
import type { Drafts } from '../../storage/drafts/drafts.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { createAutoLock, type AutoLock } from './autoLock.ts'
import type { Ceremonies } from '../ceremonies/ceremonies.ts'
import type { ClipboardTimer } from '../held/clipboardTimer.ts'
import { writeAtEndOfSession } from '../../base/files/endOfSession.ts'
import type { Events } from '../events.ts'
import type { Log } from '../../base/log/log.ts'
import type { SecretValueCache } from '../held/secretValueCache.ts'
import type { Servers } from '../sessions/servers.ts'
import type { Settings } from '../settings.ts'
import type { StatusPoller } from '../status/statusPoller.ts'
import type { Windows } from '../windows.ts'

export interface Lock {
  readonly autoLock: AutoLock
  /** Resolves when the keychain has answered, for the first time in this run. */
  readonly ready: Promise<void>
  /** Whether the dispatcher is closed. */
  readonly isLocked: () => boolean
  /** Whether a lock has dropped anything since the start. */
  readonly hasDropped: () => boolean
  /**
   * Closes the dispatcher and drops every token, every open value and the master key before it returns; resolves when the
   * sockets and the clipboard are cleared. No disk and no page is waited for.
   */
  lock(): Promise<void>
  /** Seals and writes synchronously what is pending, and locks: Windows ends the process right after it. */
  endSession(): void
  unlock(open: () => Promise<void>): Promise<void>
}

/** Milliseconds after a lock in which pages hand over text that was typed right before it. */
export const handOverMs = 500

export interface LockDeps {
  readonly store: SealedStore
  readonly settings: Settings
  readonly drafts: Drafts
  readonly servers: Servers
  readonly statusPoller: StatusPoller
  readonly secretValueCache: SecretValueCache
  readonly windows: Windows
  readonly clipboardTimer: ClipboardTimer
  readonly ceremonies: Ceremonies
  readonly events: Events
  readonly log: Log
}

/** Opens the store at once, and waits for nobody. */
export function createLock(deps: LockDeps): Lock {
  const {
    store,
    settings,
    drafts,
    servers,
    statusPoller,
    secretValueCache,
    windows,
    clipboardTimer,
    ceremonies,
    events,
    log,
  } = deps

  /** Grows with every lock, so that an unlock that was asked for before one does not undo it. */
  let locks = 0
  /** From the first step of a lock to the last one of an unlock. */
  let closed = false
  let hasDropped = false
  let handingOver: NodeJS.Timeout | undefined

  /** SECURITY: nothing here waits (docs/security.md, "The lock"): the order counts, also where a disk or a page hangs. */
  const dropAll = (): Promise<unknown> => {
    closed = true
    hasDropped = true
    autoLock.stop()
    statusPoller.pause()
    const closing = servers.closeAll()
    secretValueCache.forgetAll()
    windows.nothingUnfinished()
    const clearing = clipboardTimer.clear().catch(() => undefined)
    try {
      drafts.seal()
    } catch (problem) {
      log.error({ problem }, 'drafts could not be sealed')
    } finally {
      store.lock()
    }
    clearTimeout(handingOver)
    handingOver = setTimeout(() => drafts.endHandover(), handOverMs).unref()
    return Promise.all([closing, clearing])
  }
  const lock = async (): Promise<void> => {
    locks++
    // SECURITY: also where it is locked already: an unlock that waits for the keychain must not end in an open app.
    if (store.locked) return store.lock()
    const dropped = dropAll()
    // Sockets take their time to close; the window is emptied first.
    events.emit({ type: 'locked' })
    log.info({}, 'locked')
    await dropped
  }
  const endSession = (): void => {
    try {
      // Written before the lock, which drops the keys that check what a write replaces.
      drafts.seal()
    } catch (problem) {
      log.error({ problem }, 'drafts could not be sealed')
    }
    writeAtEndOfSession()
    void lock()
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
    closed = false
    statusPoller.resume()
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

  return {
    autoLock,
    ready,
    isLocked: () => closed || store.locked,
    hasDropped: () => hasDropped,
    lock,
    endSession,
    unlock,
  }
}
