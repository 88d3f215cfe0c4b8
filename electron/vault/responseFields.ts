/** Schemas of fields that several APIs share: short texts and times. */
import { z } from 'zod'

/** A text of the server: a name, a path or a description. At most 4096 characters. */
export const shortText = z.string().max(4096)

/** A time of the server, ISO 8601 with up to nanoseconds, converted to ISO 8601 in UTC with milliseconds. */
export const Time = z.string().transform(asTime)

/** The same, or empty for no time. */
export const TimeOrNone = z
  .string()
  .default('')
  .transform((value, context) => (value === '' ? '' : asTime(value, context)))

// Vault's format needs no `Date`, which would cost more than the rest of a small answer.
const inUtc = /^\d{4}-(?:0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.(\d+))?Z$/

function asTime(value: string, context: z.RefinementCtx<string>): string {
  const written = inUtc.exec(value)
  if (written !== null) return `${value.slice(0, 19)}.${(written[1] ?? '').slice(0, 3).padEnd(3, '0')}Z`
  const at = Date.parse(value)
  if (!Number.isNaN(at)) return new Date(at).toISOString()
  context.addIssue({ code: 'custom', message: 'not a time' })
  return z.NEVER
}
