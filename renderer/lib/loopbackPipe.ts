/** The pipe of the loopback shell: the channel to the Strongroom that served this page. */
import { type Pipe, shellCalls } from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'
import { canceled } from './callFailure.ts'
import { openChannel, notAdmitted, type Channel, type ChannelEnd } from './loopbackChannel.ts'
import {
  answerOtherTabs,
  askOtherTabs,
  forgetTab,
  pageName,
  redeemKey,
  storedTab,
  storeTab,
  takesOver,
} from './tabSecret.ts'
import { setTabState, tabState } from './tabState.ts'

export interface LoopbackPipe extends Pipe {
  readonly shell: 'loopback'
  /** Ends the session of this browser, with all its tabs. */
  endSession(): Promise<void>
}

/** The pipe over a WebSocket. It opens at once, so that the first call finds it open; after an end the next call does. */
export function loopbackPipe(): LoopbackPipe {
  let channel: Promise<Channel | Result<never>> | undefined
  const onEnd = (end: ChannelEnd) => {
    channel = undefined
    if (end === 'used-elsewhere') setTabState('elsewhere')
    // The session has ended: this address now shows how to open Strongroom again.
    if (end === 'not-admitted' && globalThis.window !== undefined) location.reload()
  }
  const open = () => {
    if (channel === undefined) {
      const opening = connect(onEnd)
      channel = opening
      void opening.then((opened) => {
        if ('ok' in opened && channel === opening) channel = undefined
      })
    }
    return channel
  }

  const run: Pipe['stream'] = async (name, input, onItem, signal) => {
    const isCanceled = () => signal?.aborted === true
    if (isCanceled()) return canceled
    const opened = await open()
    if (isCanceled()) return canceled
    return 'ok' in opened ? opened : opened.run(name, input, onItem, signal)
  }
  const call: Pipe['call'] = (name, input, signal) => run(name, input, () => {}, signal)

  if (globalThis.window !== undefined) {
    reloadForNewKey()
    void open()
    answerOtherTabs(async () => {
      if (tabState() !== 'here') return null
      const made = await call(shellCalls.newTab, {})
      return made.ok ? String(made.value) : null
    })
  }
  return {
    shell: 'loopback',
    call,
    stream: run,
    endSession: async () => {
      await call(shellCalls.end, {})
    },
  }
}

/** Opens the channel with the secret of this tab, or gets one first. */
async function connect(onEnd: (end: ChannelEnd) => void): Promise<Channel | Result<never>> {
  // A tab that is used elsewhere does not take itself over again.
  if (tabState() === 'elsewhere') return notAdmitted
  await leaveServiceWorker()
  const hello = (tab: string) => openChannel({ tab, page: pageName, ...(takesOver() && { take: true }) }, onEnd)
  const stored = storedTab()
  let opened = stored === null ? ('not-admitted' as const) : await hello(stored)
  if (opened === 'not-admitted') {
    forgetTab()
    const tab = await newTab()
    if (tab === null) {
      setTabState('no-session')
      return notAdmitted
    }
    storeTab(tab)
    opened = await hello(tab)
  }
  if (opened === 'used-elsewhere') setTabState('elsewhere')
  return typeof opened === 'string' ? notAdmitted : opened
}

/**
 * SECURITY: a service worker could have changed this page, and Strongroom has none
 * (docs/security.md, "The loopback shell"). Never resolves while one is in control: the page loads again without it.
 */
async function leaveServiceWorker(): Promise<void> {
  const workers = globalThis.navigator?.serviceWorker as ServiceWorkerContainer | undefined
  if (workers?.controller === null || workers?.controller === undefined) return
  for (const worker of await workers.getRegistrations()) await worker.unregister()
  location.reload()
  await new Promise(() => {})
}

const prefix = '#key='
/** The key with which this page was opened, removed from its address at once. */
let key: string | null = null

/** With the key of the address if there is one, otherwise from another tab. */
async function newTab(): Promise<string | null> {
  const redeemed = key === null ? null : await redeemKey(key)
  key = null
  return redeemed ?? (globalThis.window === undefined ? null : askOtherTabs())
}

/**
 * A new address that is pasted over the old page changes only the fragment, which loads nothing: load, so that the key
 * reaches the server.
 */
function reloadForNewKey(): void {
  if (location.hash.startsWith(prefix)) {
    key = location.hash.slice(prefix.length)
    history.replaceState(null, '', '/')
  }
  window.addEventListener('hashchange', () => {
    if (location.hash.startsWith(prefix)) location.reload()
  })
}
