/** Lists the mutants, selects the ones that a run tries, and names each. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'

/** Identifies a mutant: its location (lines and columns from 0, as Stryker counts) and the replacement. */
export interface MutantFacts {
  readonly fileName: string
  readonly location: { readonly start: Position; readonly end: Position }
  readonly replacement?: string | undefined
}

interface Position {
  readonly line: number
  readonly column: number
}

const quiet = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
}

/**
 * Mutations that change only text. No message decides what the code does, and tests compare the messages that matter.
 */
export const leftOutMutations = ['StringLiteral', 'Regex']

/** Returns every mutant of `files` (paths from `project`). */
export async function mutantsOf(project: string, files: readonly string[]): Promise<readonly MutantFacts[]> {
  const read = files.map((name) => ({ name, mutate: true, content: readFileSync(join(project, name), 'utf8') }))
  const { mutants } = await new Instrumenter(quiet).instrument(read, {
    ignorers: [],
    plugins: null,
    excludedMutations: leftOutMutations,
  })
  return mutants.filter(({ status }) => status === undefined)
}

/** Returns a number of 13 hexadecimal digits, the same for the same seed and mutant on every computer. */
export function rank(seed: string, { fileName, location, replacement }: MutantFacts): string {
  const { start, end } = location
  const facts = [seed, fileName, start.line, start.column, end.line, end.column, replacement ?? '']
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 13)
}

/** Returns the highest rank that belongs to the `count` mutants of the lowest rank. */
export function highestRank(seed: string, mutants: readonly MutantFacts[], count: number): string {
  const ranks = mutants.map((mutant) => rank(seed, mutant)).toSorted()
  return ranks[Math.min(count, ranks.length) - 1] ?? ''
}

/** Returns the text with spaces and line breaks as one space. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** Returns the text of `source` between two positions, spaces and line breaks as one space. */
export function textAt(source: string, { start, end }: MutantFacts['location']): string {
  const lines = source.split('\n').slice(start.line, end.line + 1)
  const last = lines.length - 1
  lines[last] = (lines[last] ?? '').slice(0, end.column)
  lines[0] = (lines[0] ?? '').slice(start.column)
  return oneLine(lines.join(' '))
}

/** Whether the mutant changes a line that has a `SECURITY` comment, or the line of code below one. */
export function isSecurityLine(source: string, { start }: MutantFacts['location']): boolean {
  const lines = source.split('\n')
  if (lines[start.line]?.includes('// SECURITY') === true) return true
  let above = start.line - 1
  while (lines[above]?.trim().startsWith('//') === true) {
    if (lines[above]?.includes('SECURITY') === true) return true
    above -= 1
  }
  return false
}
