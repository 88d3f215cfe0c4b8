/**
 * `npm run mutation [-- --seed S --sample N --room NAME --security --floor P]`: changes the code in small ways, one at
 * a time, and counts how many changes the unit tests notice (docs/how-to/measure-the-tests.md).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { highestRank, isSecurityLine, mutantsOf, rank } from './mutants.ts'
import { failures, type Outcome, scoreLine, scoreOf, survivorLines } from './report.ts'
import { filesOf, rooms } from './rooms.ts'
import { runRoom } from './runRoom.ts'

const project = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '')
const say = (line: string) => process.stdout.write(`${line}\n`)
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    sample: { type: 'string' },
    room: { type: 'string', multiple: true },
    security: { type: 'boolean', default: false },
    floor: { type: 'string', default: '0' },
  },
})

const chosen = rooms.filter(({ name }) => values.room === undefined || values.room.includes(name))
if (chosen.length < (values.room?.length ?? 1)) {
  say(`Unknown room. Rooms: ${rooms.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
process.chdir(project)
const found = await Promise.all(
  chosen.map(async (room) => {
    const mutants = await mutantsOf(project, filesOf(room, project))
    const isMeant = ({ fileName, location }: (typeof mutants)[number]) =>
      !values.security || isSecurityLine(readFileSync(join(project, fileName), 'utf8'), location)
    return { room, mutants: mutants.filter(isMeant) }
  }),
)
const all = found.flatMap(({ mutants }) => mutants)
const count = Math.min(values.sample === undefined ? all.length : Number(values.sample), all.length)
const sample = { seed: values.seed, highest: highestRank(values.seed, all, count), isSecurityOnly: values.security }
say(`${count} of ${all.length} mutants in ${chosen.length} rooms, seed ${values.seed}`)

const folder = mkdtempSync(join(tmpdir(), 'strongroom-mutation-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const outcomes: Outcome[] = []
const problems: string[] = []
for (const { room, mutants } of found) {
  const tried = mutants.filter((mutant) => rank(sample.seed, mutant) <= sample.highest)
  const files = [...new Set(tried.map(({ fileName }) => fileName))]
  if (files.length === 0) continue
  try {
    // One room after the other: each has its own tests, and Stryker uses all processors.
    // oxlint-disable-next-line no-await-in-loop
    const ofRoom = await runRoom(room, { project, files, folder, sample })
    outcomes.push(...ofRoom)
    say(scoreLine(scoreOf(room.name, ofRoom)))
  } catch (problem) {
    problems.push(`${room.name}: ${problem instanceof Error ? problem.message : String(problem)}`)
  }
}

for (const survivor of outcomes.filter(({ state }) => state === 'survived')) {
  say(['', ...survivorLines(survivor)].join('\n'))
}
const scores = chosen.map(({ name }) =>
  scoreOf(
    name,
    outcomes.filter(({ room }) => room === name),
  ),
)
say('')
for (const score of [...scores, scoreOf('all', outcomes)]) say(scoreLine(score))
problems.push(...failures(outcomes, scores, Number(values.floor)))
for (const problem of problems) say(problem)
process.exit(problems.length > 0 ? 1 : 0)
