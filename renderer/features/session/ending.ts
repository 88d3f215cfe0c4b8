/** When the warning about a token's end starts. */
import type { Identity } from '../../../electron/contract/session.ts'

const longestNotice = 5 * 60

type Life = Pick<Identity, 'expiresAt' | 'creationTtl'>

/**
 * Milliseconds since 1970 from which the warning is shown: a tenth of its life before the end, at most 5 minutes; null:
 * no end.
 */
export function warnFrom({ expiresAt, creationTtl }: Life): number | null {
  if (expiresAt === null) return null
  const notice = creationTtl > 0 ? Math.min(creationTtl / 10, longestNotice) : longestNotice
  return Date.parse(expiresAt) - notice * 1000
}

/** Seconds until the token ends, never negative; null: it does not end. */
export function secondsLeft({ expiresAt }: Pick<Life, 'expiresAt'>, now: number): number | null {
  return expiresAt === null ? null : Math.max(0, (Date.parse(expiresAt) - now) / 1000)
}
