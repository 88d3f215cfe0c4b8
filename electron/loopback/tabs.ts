/**
 * The tabs of one session. Each has its own secret, because the browser sends the session's cookie to every program
 * that listens at the same host: the cookie is not enough for a call (docs/security.md, "The loopback shell").
 */
import { digest, matches, randomSecret } from './secrets.ts'

/** The functions of a tab's open channel. */
export interface TabChannel {
  /** The document that opened it, by a name that the document chose. */
  readonly page: string
  /** Whether its page still answers. */
  isThere(): Promise<boolean>
  close(why: 'ended' | 'used-elsewhere'): void
}

export interface Tabs {
  /** Returns the secret of a new tab. */
  add(): string
  /**
   * Opens the channel for the tab with this secret. `used-elsewhere`: another document has it open and `take` is false,
   * as after the browser duplicated a tab with all of its storage.
   */
  open(secret: string, channel: TabChannel, take: boolean): Promise<'open' | 'unknown' | 'used-elsewhere'>
  /** Forgets a closed channel. */
  forget(channel: TabChannel): void
  closeAll(): void
}

interface Tab {
  readonly digest: Buffer
  channel: TabChannel | null
}

/** The maximum number of tabs; the oldest tabs without a channel are forgotten. */
const maxTabs = 100

export function createTabs(): Tabs {
  let tabs: readonly Tab[] = []
  let isOver = false

  const find = (secret: string): Tab | undefined => tabs.find((tab) => matches(secret, tab.digest))

  return {
    add() {
      const secret = randomSecret()
      if (tabs.length >= maxTabs) {
        const oldest = tabs.find(({ channel }) => channel === null) ?? tabs[0]
        oldest?.channel?.close('ended')
        tabs = tabs.filter((tab) => tab !== oldest)
      }
      tabs = [...tabs, { digest: digest(secret), channel: null }]
      return secret
    },
    async open(secret, channel, take) {
      const tab = isOver ? undefined : find(secret)
      if (tab === undefined) return 'unknown'
      const before = tab.channel
      if (before !== null && before.page !== channel.page && !take && (await before.isThere())) return 'used-elsewhere'
      if (isOver || !tabs.includes(tab)) return 'unknown'
      const replaced = tab.channel
      tab.channel = channel
      replaced?.close('used-elsewhere')
      return 'open'
    },
    forget: (channel) => {
      for (const tab of tabs) if (tab.channel === channel) tab.channel = null
    },
    closeAll: () => {
      isOver = true
      for (const { channel } of tabs) channel?.close('ended')
      tabs = []
    },
  }
}
