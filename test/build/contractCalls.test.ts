/** Each call of the contract is made by the window: an unused call is an unmaintained attack surface. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract } from '../../electron/contract/contract.ts'

const renderer = join(import.meta.dirname, '..', '..', 'renderer')
const sources = globSync('**/*.{ts,tsx}', { cwd: renderer }).map((file) => readFileSync(join(renderer, file), 'utf8'))
const called = new Set(
  sources.flatMap((source) =>
    [...source.matchAll(/\bbridge\s*\.\s*(\w+)\s*\.\s*(\w+)/g)].map(([, topic, call]) => `${topic}.${call}`),
  ),
)

describe('the calls of the contract', () => {
  const names = Object.entries(contract).flatMap(([topic, calls]) =>
    Object.keys(calls).map((call) => `${topic}.${call}`),
  )

  it('are all made by the window', () => {
    expect(names.filter((name) => !called.has(name))).toEqual([])
  })

  it('are distinguished from calls that are never made', () => {
    expect(called.size).toBe(names.length)
    expect(called.has('server.unsealWithKept')).toBe(false)
  })
})
