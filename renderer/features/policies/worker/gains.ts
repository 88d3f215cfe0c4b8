/** The access that an edited text allows in addition to the present one. */
import { gainsOf } from '../../../../policy/gains.ts'
import { readPolicy } from '../../../../policy/meaning.ts'
import { withEdits } from '../../../../policy/problems.ts'
import type { Edit, GainsAnswer, Setting } from './protocol.ts'

/** The maximum number of listed entries. */
const maxCount = 50

export function gains(text: string, { dialect, now }: Setting, edits: readonly Edit[]): GainsAnswer {
  const after = withEdits(
    text,
    edits.map(({ from, to, insert }) => ({ start: from, end: to, text: insert })),
  )
  const all = gainsOf(readPolicy(text, { dialect, now }), readPolicy(after, { dialect, now }), dialect)
  return { gains: all.slice(0, maxCount), more: Math.max(0, all.length - maxCount) }
}
