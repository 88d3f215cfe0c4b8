/** The mutants of one room, run by Stryker. */
import { Stryker } from '@stryker-mutator/core'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { equivalentMutants } from './equivalent.ts'
import { isSecurityLine, leftOutMutations, type MutantFacts, oneLine, rank, textAt } from './mutants.ts'
import type { Outcome } from './report.ts'
import type { Room } from './rooms.ts'

/** The mutants that run: those of `seed` that rank up to `highest`. */
export interface Sample {
  readonly seed: string
  readonly highest: string
  /** Only those on lines with a SECURITY comment. */
  readonly isSecurityOnly: boolean
}

const states: Readonly<Record<string, Outcome['state']>> = {
  Killed: 'noticed',
  Timeout: 'noticed',
  Survived: 'survived',
  NoCoverage: 'survived',
}

/** Results count lines and columns from 1, mutants from 0. */
const fromZero = ({ line, column }: { line: number; column: number }) => ({ line: line - 1, column: column - 1 })

function outcomeOf(room: string, source: string, status: string, facts: MutantFacts): Outcome {
  const { fileName, location, replacement = '' } = facts
  const original = textAt(source, location)
  const isEquivalent = equivalentMutants.some(
    (known) => known.file === fileName && known.original === original && known.replacement === oneLine(replacement),
  )
  return {
    room,
    place: `${fileName}:${location.start.line + 1}:${location.start.column + 1}`,
    original,
    replacement: oneLine(replacement),
    isSecurity: isSecurityLine(source, location),
    isReached: status !== 'NoCoverage',
    state: isEquivalent ? 'equivalent' : (states[status] ?? 'unknown'),
  }
}

/**
 * Returns the outcome of each mutant of the sample in `files` (paths from `project`). Copies of the project are made in
 * `folder`. Throws if a test of the room fails without any mutant.
 */
export async function runRoom(
  { name, tests }: Room,
  { project, files, folder, sample }: { project: string; files: readonly string[]; folder: string; sample: Sample },
): Promise<readonly Outcome[]> {
  // Read by sampleChecker.ts and vitest.config.ts in processes that Stryker starts. Not by Stryker's `testFiles`: with
  // those it never activates a mutant that runs while its module is loaded.
  process.env['STRONGROOM_MUTATION_SEED'] = sample.seed
  process.env['STRONGROOM_MUTATION_HIGHEST'] = sample.highest
  process.env['STRONGROOM_MUTATION_SECURITY'] = sample.isSecurityOnly ? '1' : ''
  process.env['STRONGROOM_MUTATION_TESTS'] = JSON.stringify(tests)
  const options = {
    mutate: [...files],
    mutator: { excludedMutations: [...leftOutMutations], plugins: null },
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', join(project, 'scripts/mutation/sampleChecker.ts')],
    checkers: ['sample'],
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false, pool: 'forks' },
    coverageAnalysis: 'perTest',
    concurrency: Math.max(1, Math.floor(availableParallelism() / 2)),
    timeoutMS: 20_000,
    tempDirName: folder,
    // TypeScript's compiler has no API that Stryker supports, and types are not checked.
    tsconfigFile: 'none.json',
    disableTypeChecks: false,
    ignorePatterns: ['dist', 'build', 'release', 'pictures', 'test-results', 'docs'].map((part) => `/${part}`),
    reporters: [],
    logLevel: 'error',
    allowEmpty: true,
  }
  const results = await new Stryker(options as ConstructorParameters<typeof Stryker>[0]).runMutationTest()
  return results
    .map(({ fileName, location, replacement, status }) => ({
      fileName: relative(project, fileName).replaceAll('\\', '/'),
      location: { start: fromZero(location.start), end: fromZero(location.end) },
      replacement,
      status,
    }))
    .filter((facts) => facts.status !== 'Ignored' && rank(sample.seed, facts) <= sample.highest)
    .map((facts) => outcomeOf(name, readFileSync(join(project, facts.fileName), 'utf8'), facts.status, facts))
    .filter(({ isSecurity }) => isSecurity || !sample.isSecurityOnly)
}
