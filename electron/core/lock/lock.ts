/**
 * The lock: opens the sealed store at the start, and drops secrets when the app is locked
 * (docs/security.md, "The lock").
 */
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
  /** Resolves when the keychain has answered for the first time in this run. */
  readonly ready: Promise<void>
  /** Whether the dispatcher is closed. */
  readonly isLocked: () => boolean
  /** Whether a lock has dropped anything since the start. */
  readonly hasDropped: () => boolean
  /**
   * Closes the dispatcher and drops every token, every open value and the master key before it returns; resolves when
   * the sockets and the clipboard are cleared. Does not wait for a disk or a page.
   */
  lock(): Promise<void>
  /** Seals pending data, writes it synchronously, and locks: Windows ends the process right after this call. */
  endSession(): void
  unlock(open: () => Promise<void>): Promise<void>
}

/** Milliseconds after a lock in which pages can send text that was typed right before it. */
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

/** Opens the store immediately, without waiting. */
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

  /** Increases with every lock, so that an unlock that was requested before a lock does not undo it. */
  let locks = 0
  /** True from the first step of a lock to the last step of an unlock. */
  let closed = false
  let hasDropped = false
  let handingOver: NodeJS.Timeout | undefined

  /**
   * SECURITY: nothing here waits (docs/security.md, "The lock"). The order of the steps holds even if a disk or a page
   * hangs.
   */
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
    // SECURITY: this also runs if the store is already locked, because an unlock that waits for the keychain must not
    // open the app.
    if (store.locked) return store.lock()
    const dropped = dropAll()
    // Sockets take time to close, so the window is emptied first.
    events.emit({ type: 'locked' })
    log.info({}, 'locked')
    await dropped
  }
  const endSession = (): void => {
    try {
      // Written before the lock, which drops the keys that validate what a write replaces.
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
    // Until the custody of the secrets is known, there is nothing to unlock.
    const before = locks
    await ready
    if (locks !== before) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    await open()
    if (store.locked) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    closed = false
    statusPoller.resume()
    autoLock.restart()
    events.emit({ type: 'unlocked' })
    // Last: after a lock during this write, the steps of the unlock must not run.
    await ceremonies.sealHeld()
  }
  // Not awaited: a keychain may ask the person first, and the window opens before that.
  const ready = store.open().then(
    () => {
      // Informs a window that did not wait for the keychain that it did not open.
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
