/** What is stored on this computer of a connection, as rows in the order in which they are shown. */
import type { HeldForConnection, HeldItem, SharePolicy } from '../../../electron/contract/custody.ts'

export interface HeldRow {
  readonly item: HeldItem
  /** The purpose, where the name does not include it. */
  readonly note?: string
  /** ISO 8601, or null. */
  readonly keptAt: string | null
  readonly usedAt: string | null
}

export function rowsOf({ token, rootToken, shares, reviewers }: HeldForConnection): readonly HeldRow[] {
  return [
    ...(token === null ? [] : [{ item: 'token' as const, ...token }]),
    ...(rootToken === null ? [] : [{ item: 'root-token' as const, ...rootToken }]),
    ...shares.map(({ index, keptAt, usedAt }) => ({ item: index, keptAt, usedAt })),
    ...reviewers.map(({ mount, host, keptAt, usedAt }) => ({ item: { reviewer: mount }, note: host, keptAt, usedAt })),
  ]
}

/** Returns a text that identifies a row within one connection. */
export const idOf = ({ item, note }: HeldRow): string =>
  typeof item === 'object' ? `${item.reviewer} ${note ?? ''}` : String(item)

/** Whether enough key shares are stored here to unseal the server. */
export const canUnsealAlone = ({ shares, of }: HeldForConnection): boolean =>
  of !== null && of.shares > 1 && shares.length >= of.threshold

/** How many shares a policy allows. */
export const roomOf: Readonly<Record<SharePolicy, number>> = { practice: Infinity, mine: 1, none: 0 }
