/**
 * The secret of this tab, without which the loopback shell accepts no call of it
 * (docs/security.md, "The loopback shell"). It is stored in `sessionStorage`; a tab that was opened next to others gets
 * one from them.
 */
import { sessionPath, tabStorage } from '../../electron/contract/bridge.ts'

/** How long a new tab waits for another one of this browser, in milliseconds. */
const patience = 3000
const channelName = 'strongroom-tabs'
// A BroadcastChannel reaches its own origin only.
/* oxlint-disable unicorn/require-post-message-target-origin */

/** Records that the next load of this tab takes it over from another document. */
const takeStorage = 'strongroom-take'

interface Wanted {
  /** The name of the document that asks. */
  readonly wantedBy: string
  /** From a tab that answers. */
  readonly tab?: string
}

/** A unique name of this document. */
export const pageName: string = crypto.randomUUID()

let current: string | null = null
// Redeeming a key in this browser clears the stored secrets.
globalThis.window?.addEventListener('pagehide', () => {
  if (current !== null) storeTab(current)
})

/** Returns the secret of this tab, or null. */
export function storedTab(): string | null {
  return (current ??= globalThis.sessionStorage?.getItem(tabStorage) ?? null)
}

/** Stores the secret for reloads of this tab. */
export function storeTab(tab: string): void {
  current = tab
  globalThis.sessionStorage?.setItem(tabStorage, tab)
}

/** Deletes a secret that is not valid any more. */
export function forgetTab(): void {
  current = null
  globalThis.sessionStorage?.removeItem(tabStorage)
}

/** Redeems a key of the address for a secret; null when the key is not valid any more. */
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
    // One tab is enough: the first one to run answers.
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

/** Reloads this tab as the one that is used from now on. */
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
