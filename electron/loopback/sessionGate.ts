/** Admits browsers: a one-time key is exchanged for a session of a browser (docs/security.md, "The loopback shell"). */
import { createTabs, type Tabs } from './tabs.ts'
import { digest, matches, randomSecret } from './secrets.ts'

export interface Session {
  readonly tabs: Tabs
  /** Ends the session and the channels of all its tabs. */
  end(): void
}

export interface Redeemed {
  /** The value of the cookie. */
  readonly cookie: string
  /** The secret of the browser's first tab. */
  readonly tab: string
}

export interface SessionGate {
  /**
   * Returns a key for an address, 256 bits as base64url, valid for 10 minutes. An unused earlier key becomes invalid.
   */
  newKey(): string
  /** Redeems the key. Undefined if it is wrong, used or expired. */
  redeem(candidate: string): Redeemed | undefined
  /** Returns the session of this cookie, or undefined. */
  sessionOf(cookie: string | undefined): Session | undefined
}

/** Milliseconds for which a key can be redeemed. */
export const keyLifetime = 10 * 60_000

/** Returns a gate in memory only, so that every session ends with the process. `now` is in milliseconds. */
export function createSessionGate(now: () => number = Date.now): SessionGate {
  let unspent: { readonly digest: Buffer; readonly madeAt: number } | undefined
  const sessions = new Map<Buffer, Session>()

  const isUsable = ({ madeAt }: { readonly madeAt: number }) => {
    const age = now() - madeAt
    return age >= 0 && age < keyLifetime
  }

  return {
    newKey() {
      const key = randomSecret()
      unspent = { digest: digest(key), madeAt: now() }
      return key
    },
    redeem(candidate) {
      if (unspent === undefined || !isUsable(unspent) || !matches(candidate, unspent.digest)) return undefined
      unspent = undefined
      const cookie = randomSecret()
      const id = digest(cookie)
      const tabs = createTabs()
      sessions.set(id, {
        tabs,
        end: () => {
          sessions.delete(id)
          tabs.closeAll()
        },
      })
      return { cookie, tab: tabs.add() }
    },
    sessionOf: (cookie) => (cookie === undefined ? undefined : [...sessions].find(([id]) => matches(cookie, id))?.[1]),
  }
}
