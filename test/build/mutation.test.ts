/** The mutation run: what it changes, which changes a sample selects, and what it reports. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { equivalentMutants } from '../../scripts/mutation/equivalent.ts'
import { highestRank, isSecurityLine, mutantsOf, oneLine, rank, textAt } from '../../scripts/mutation/mutants.ts'
import { failures, type Outcome, scoreLine, scoreOf } from '../../scripts/mutation/report.ts'
import { filesOf, rooms } from '../../scripts/mutation/rooms.ts'
import { project } from './scratchProject.ts'

const at = (line: number, column = 0) => ({ start: { line, column }, end: { line, column: column + 1 } })

/** Returns the names that `a/{b,c}.ts` expands to. */
const namesOf = (pattern: string): readonly string[] => {
  const [before = '', list, after = ''] = pattern.split(/[{}]/)
  return list === undefined ? [before] : list.split(',').map((name) => `${before}${name}${after}`)
}

describe('the rooms', () => {
  it.each(rooms)('has sources and tests in $name, and each file of a pattern without wildcards exists', (room) => {
    for (const pattern of room.sources) expect(globSync(pattern, { cwd: project }), pattern).not.toEqual([])
    // Without wildcards, each name of a pattern is a file.
    const plain = room.tests.filter((pattern) => !/[*[]/.test(pattern)).flatMap(namesOf)
    expect(plain.filter((file) => !existsSync(join(project, file)))).toEqual([])
    expect(globSync([...room.tests], { cwd: project }).length).toBeGreaterThan(1)
  })

  it('share no file', () => {
    const files = rooms.flatMap((room) => filesOf(room, project))
    expect(new Set(files).size).toBe(files.length)
    expect(files.length).toBeGreaterThan(150)
  })

  it('include the folders that store keys, tokens and drafts', () => {
    const files = new Set(rooms.flatMap((room) => filesOf(room, project)))
    const must = globSync(['electron/storage/keychain/*.ts', 'electron/storage/drafts/*.ts', 'electron/desktop/*.ts'], {
      cwd: project,
    })
    // This file runs only in its own process, where no mutant is active.
    files.add('electron/desktop/witnessProcess.ts')
    expect(must.filter((file) => !files.has(file.replaceAll('\\', '/')))).toEqual([])
  })
})

describe('the mutants', () => {
  const file = 'electron/core/calls/act.ts'

  it('have a position in the source, with lines and columns from 0', async () => {
    const source = readFileSync(join(project, file), 'utf8')
    const mutants = await mutantsOf(project, [file])
    expect(mutants.length).toBeGreaterThan(5)
    for (const mutant of mutants) {
      expect(mutant.fileName).toBe(file)
      expect(source.replaceAll(/\s+/g, ' ')).toContain(textAt(source, mutant.location))
    }
  })

  it('are sampled by the seed: the same seed selects the same mutants, exactly as many as requested', async () => {
    const mutants = await mutantsOf(project, [file])
    const picked = (seed: string) => {
      const highest = highestRank(seed, mutants, 5)
      return mutants.flatMap((mutant, index) => (rank(seed, mutant) <= highest ? [index] : []))
    }
    expect(picked('a')).toHaveLength(5)
    expect(picked('a')).toEqual(picked('a'))
    expect(picked('a')).not.toEqual(picked('b'))
    expect(mutants.filter((mutant) => rank('a', mutant) <= highestRank('a', mutants, 10_000))).toHaveLength(
      mutants.length,
    )
  })

  it('count as security mutants on a marked line and on the code below the mark', () => {
    const source = [
      'let a = 1',
      '// SECURITY: why (docs/security.md, "Token")',
      '// more of it',
      'let b = 2',
      'let c = 3 // SECURITY: x',
    ].join('\n')
    expect([0, 3, 4].map((line) => isSecurityLine(source, at(line)))).toEqual([false, true, true])
    expect(isSecurityLine(`${source}\nlet d = 4`, at(5))).toBe(false)
  })

  it('that are listed as equivalent still match the code', async () => {
    const mutants = await mutantsOf(project, [...new Set(equivalentMutants.map((known) => known.file))])
    const known = new Set(
      mutants.map(({ fileName, location, replacement = '' }) => {
        const original = textAt(readFileSync(join(project, fileName), 'utf8'), location)
        return JSON.stringify([fileName, original, oneLine(replacement)])
      }),
    )
    const gone = equivalentMutants.filter(
      (one) => !known.has(JSON.stringify([one.file, one.original, one.replacement])),
    )
    expect(gone).toEqual([])
  })
})

describe('the report', () => {
  const outcome = (state: Outcome['state'], isSecurity = false): Outcome => ({
    room: 'lock',
    place: 'electron/core/lock/lock.ts:1:1',
    original: 'a',
    replacement: 'b',
    isSecurity,
    isReached: true,
    state,
  })

  it('computes the score from the mutants that ran and could be noticed', () => {
    const outcomes = [
      outcome('noticed'),
      outcome('noticed'),
      outcome('survived'),
      outcome('equivalent'),
      outcome('unknown'),
    ]
    const score = scoreOf('lock', outcomes)
    expect(score.percent).toBe(66)
    expect(scoreLine(score)).toBe(' 66%  lock         2 of 3 noticed, 1 equivalent, 1 could not run')
    expect(scoreOf('lock', []).percent).toBeNull()
  })

  it('fails for a low score and for any survivor on a SECURITY line', () => {
    const fine = [outcome('noticed'), outcome('survived')]
    expect(failures(fine, [scoreOf('lock', fine)], 50)).toEqual([])
    expect(failures(fine, [scoreOf('lock', fine)], 51)).toEqual(['lock: 50% is below 51%'])
    const marked = [outcome('noticed'), outcome('survived', true)]
    expect(failures(marked, [scoreOf('lock', marked)], 0)).toEqual(['1 survived on lines with a SECURITY comment'])
  })
})
