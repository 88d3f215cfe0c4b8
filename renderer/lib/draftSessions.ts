/**
 * The editing sessions of this tab or window. A draft belongs to one session: two windows on one place have two drafts.
 * SECURITY: `sessionStorage` holds random names only, no place and no text (docs/security.md, "Drafts").
 */
import { bridge } from './bridge.ts'

const tabStorage = 'strongroom-editor'
const sessionsStorage = 'strongroom-editor-sessions'
/** The session whose editor is open. */
const activeStorage = 'strongroom-editor-active'
/** The newest sessions are remembered, up to this number. */
const maxSessions = 200

/** A draft, by the place that is edited and the session that edits it. */
export interface DraftAddress {
  readonly profileId: string
  readonly place: string
  /** Empty for a draft of an earlier version. */
  readonly session: string
}

export const newSession = (): string => crypto.randomUUID()

function readTab(): string {
  const storage = globalThis.sessionStorage
  const known = storage?.getItem(tabStorage)
  if (known !== null && known !== undefined && /^[\w-]{1,64}$/.test(known)) return known
  const made = crypto.randomUUID()
  storage?.setItem(tabStorage, made)
  return made
}

/** This tab or window; the same after a reload. */
export const tabName: string = readTab()

function ownSessions(): readonly string[] {
  const text = globalThis.sessionStorage?.getItem(sessionsStorage) ?? ''
  return text === '' ? [] : text.split(' ')
}

/** Whether this tab has edited in this session, also before a reload. */
export const isOwnSession = (session: string): boolean => session !== '' && ownSessions().includes(session)

function remember(session: string): void {
  if (session === '') return
  const kept = [...ownSessions().filter((each) => each !== session), session].slice(-maxSessions)
  globalThis.sessionStorage?.setItem(sessionsStorage, kept.join(' '))
}

/** The session that this page was reloaded in, until it is resumed or another one starts. */
let reloaded = globalThis.sessionStorage?.getItem(activeStorage) ?? null

/** Whether this page was reloaded while it edited in this session. */
export const wasReloadedIn = (session: string): boolean => session !== '' && session === reloaded

interface Hold {
  readonly stop: AbortController
  readonly isHeld: Promise<boolean>
  users: number
}

const holds = new Map<string, Hold>()
const keyOf = ({ profileId, place, session }: DraftAddress) => JSON.stringify([profileId, place, session])

function begin(draft: DraftAddress): Hold {
  const stop = new AbortController()
  const ask = async (): Promise<boolean> => {
    const answers = bridge.drafts.hold({ ...draft, tab: tabName }, stop.signal)[Symbol.asyncIterator]()
    const first = await answers.next()
    return first.done === true || first.value.isHeld
  }
  // A core that does not answer is reported elsewhere; it must not block editing.
  return { stop, isHeld: ask().catch(() => true), users: 0 }
}

/**
 * Edits this draft from now on, in this tab only. Resolves to false when another tab is editing it. Call `release` in any
 * case.
 */
export function hold(draft: DraftAddress): { readonly isHeld: Promise<boolean>; readonly release: () => void } {
  const key = keyOf(draft)
  const one = holds.get(key) ?? begin(draft)
  holds.set(key, one)
  one.users += 1
  globalThis.sessionStorage?.setItem(activeStorage, draft.session)
  let isOver = false
  return {
    isHeld: one.isHeld.then((isHeld) => {
      if (isHeld) remember(draft.session)
      return isHeld
    }),
    release: () => {
      if (isOver) return
      isOver = true
      one.users -= 1
      reloaded = null
      if (globalThis.sessionStorage?.getItem(activeStorage) === draft.session) {
        globalThis.sessionStorage.removeItem(activeStorage)
      }
      // An editor that takes over from a page that chose the draft holds it a moment later.
      setTimeout(() => {
        if (one.users > 0 || holds.get(key) !== one) return
        holds.delete(key)
        one.stop.abort()
      }, 1000)
    },
  }
}
