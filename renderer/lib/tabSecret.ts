/**
 * The secret of this tab, without which the loopback shell takes no call of it (docs/security.md, "The loopback shell").
 * It is kept in `sessionStorage`; a tab that was opened next to others gets one from them.
 */
import { sessionPath, tabStorage } from '../../electron/contract/bridge.ts'

/** How long a new tab waits for another one of this browser, in milliseconds. */
const patience = 3000
const channelName = 'strongroom-tabs'
// A BroadcastChannel reaches its own origin only.
/* oxlint-disable unicorn/require-post-message-target-origin */

/** Says that the next load of this tab takes it over from another document. */
const takeStorage = 'strongroom-take'

interface Wanted {
  /** The asking document's own name. */
  readonly wantedBy: string
  /** From a tab that answers. */
  readonly tab?: string
}

/** This document, as no other one is called. */
export const pageName: string = crypto.randomUUID()

let current: string | null = null
// A key that is redeemed in this browser clears what is stored.
globalThis.window?.addEventListener('pagehide', () => {
  if (current !== null) storeTab(current)
})

/** Returns the secret that this tab has, or null. */
export function storedTab(): string | null {
  return (current ??= globalThis.sessionStorage?.getItem(tabStorage) ?? null)
}

/** Keeps the secret for reloads of this tab. */
export function storeTab(tab: string): void {
  current = tab
  globalThis.sessionStorage?.setItem(tabStorage, tab)
}

/** Forgets a secret that is not good any more. */
export function forgetTab(): void {
  current = null
  globalThis.sessionStorage?.removeItem(tabStorage)
}

/** Redeems a key of the address for a secret; null when it is not good any more. */
export async function redeemKey(key: string): Promise<string | null> {
  const answer = await fetch(sessionPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  return answer.ok ? ((await answer.json()) as { tab: string }).tab : null
}

/** Asks the other tabs of this browser for a secret; null when none answers in time. */
export async function askOtherTabs(): Promise<string | null> {
  const others = new BroadcastChannel(channelName)
  const ask = () => others.postMessage({ wantedBy: pageName } satisfies Wanted)
  // A tab that is still opening its own channel does not answer at first.
  const again = setInterval(ask, 300)
  try {
    return await new Promise<string | null>((resolve) => {
      setTimeout(() => resolve(null), patience)
      others.addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
        if (data.wantedBy === pageName && data.tab !== undefined) resolve(data.tab)
      })
      ask()
    })
  } finally {
    clearInterval(again)
    others.close()
  }
}

/** Answers other tabs that ask, with what `newTab` returns; null when this tab cannot get a secret now. */
export function answerOtherTabs(newTab: () => Promise<string | null>): void {
  const others = new BroadcastChannel(channelName)
  const answered = new Set<string>()
  others.addEventListener('message', ({ data: { wantedBy, tab } }: MessageEvent<Wanted>) => {
    if (tab !== undefined || wantedBy === pageName) {
      answered.add(wantedBy)
      return
    }
    // One tab is enough: the first one to wake answers.
    setTimeout(() => {
      if (answered.has(wantedBy)) return
      answered.add(wantedBy)
      void newTab().then((made) => {
        if (made === null) answered.delete(wantedBy)
        else others.postMessage({ wantedBy, tab: made } satisfies Wanted)
      })
    }, Math.random() * 50)
  })
}

/** Loads this tab again, as the one that is used from now on. */
export function takeTabOver(): void {
  sessionStorage.setItem(takeStorage, '1')
  location.reload()
}

/** Whether this load takes the tab over; true only once. */
export function takesOver(): boolean {
  const takes = globalThis.sessionStorage?.getItem(takeStorage) === '1'
  globalThis.sessionStorage?.removeItem(takeStorage)
  return takes
}
