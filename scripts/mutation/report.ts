/** The output of a run: a score for each room, and each survivor with its location. */
import { styleText } from 'node:util'

export interface Outcome {
  readonly room: string
  readonly place: string
  readonly original: string
  readonly replacement: string
  readonly isSecurity: boolean
  /** Whether a test of the room runs the mutated code at all. */
  readonly isReached: boolean
  /**
   * Noticed: a test failed or ran out of time. Equivalent: named in equivalent.ts. Unknown: Stryker could not run it.
   */
  readonly state: 'noticed' | 'survived' | 'equivalent' | 'unknown'
}

export interface Score {
  readonly room: string
  readonly noticed: number
  readonly survived: number
  readonly equivalent: number
  readonly unknown: number
  /** Percent of the mutants that were noticed or survived; null if there are none. */
  readonly percent: number | null
}

export function scoreOf(room: string, outcomes: readonly Outcome[]): Score {
  const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
  const [noticed, survived] = [count('noticed'), count('survived')]
  const tried = noticed + survived
  const percent = tried === 0 ? null : Math.floor((noticed / tried) * 100)
  return { room, noticed, survived, equivalent: count('equivalent'), unknown: count('unknown'), percent }
}

export function scoreLine({ room, noticed, survived, equivalent, unknown, percent }: Score): string {
  const score = percent === null ? '   –' : `${percent}%`.padStart(4)
  const more = [equivalent > 0 && `${equivalent} equivalent`, unknown > 0 && `${unknown} could not run`].filter(
    (text) => text !== false,
  )
  return `${score}  ${room.padEnd(12)} ${noticed} of ${noticed + survived} noticed${more.map((text) => `, ${text}`).join('')}`
}

export function survivorLines({ place, original, replacement, isSecurity, isReached }: Outcome): readonly string[] {
  const short = (text: string) => (text.length > 160 ? `${text.slice(0, 157)}...` : text)
  return [
    `${isSecurity ? styleText('red', 'SECURITY ') : ''}${place}${isReached ? '' : ' (no test runs this line)'}`,
    `  - ${short(original)}`,
    `  + ${short(replacement)}`,
  ]
}

/** The reasons why a run fails: a score below `floor` percent, or a survivor on a line with a SECURITY comment. */
export function failures(outcomes: readonly Outcome[], scores: readonly Score[], floor: number): readonly string[] {
  const low = scores.filter(({ percent }) => percent !== null && percent < floor)
  const secret = outcomes.filter(({ state, isSecurity }) => state === 'survived' && isSecurity)
  return [
    ...low.map(({ room, percent }) => `${room}: ${percent}% is below ${floor}%`),
    ...(secret.length > 0 ? [`${secret.length} survived on lines with a SECURITY comment`] : []),
  ]
}
