/**
 * `npm run bench [name…] [--json]`: prints one line for each benchmark, `name  ratio  goal  met|missed`, followed by
 * the absolute times. With `--json`, prints only an array of `{name, ratio, goal, met}`.
 */
import type { Benchmark, Figure } from './benchmark.ts'
import { browse } from './browse.ts'
import { compare } from './compare.ts'
import { custody } from './custody.ts'
import { desktop } from './desktop.ts'
import { idle } from './idle.ts'
import { keyFilter } from './keyFilter.ts'
import { kvHistory } from './kvHistory.ts'
import { kubernetesRoles } from './kubernetesRoles.ts'
import { kvRead } from './kvRead.ts'
import { policy } from './policy.ts'
import { policyWindow } from './policyWindow.ts'
import { window } from './window.ts'

const all: readonly Benchmark[] = [
  kvRead,
  kvHistory,
  compare,
  desktop,
  window,
  browse,
  idle,
  policy,
  policyWindow,
  kubernetesRoles,
  custody,
  keyFilter,
]

const words = process.argv.slice(2)
const json = words.includes('--json')
const wanted = words.filter((word) => !word.startsWith('--'))
const unknown = wanted.filter((name) => !all.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const figures: Figure[] = []
for (const benchmark of all) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue
  for (const figure of await benchmark.run()) {
    figures.push(figure)
    if (!json) console.log(lineOf(figure))
  }
}
if (json) {
  const rows = figures.map(({ name, ratio, goal }) => ({ name, ratio, goal, met: ratio <= goal }))
  console.log(JSON.stringify(rows, null, 2))
}
process.exit(0)

function lineOf({ name, ratio, goal, note }: Figure): string {
  const verdict = ratio <= goal ? 'met' : 'missed'
  return `${name.padEnd(24)}  ${ratio.toFixed(3)}  ${goal.toFixed(3)}  ${verdict.padEnd(6)}  ${note}`
}
