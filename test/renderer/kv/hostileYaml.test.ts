/** YAML that is written to block the page, as a secret and as roles. */
import { describe, expect, it } from 'vitest'
import { isSelector } from '../../../renderer/features/kubernetes/roles/selector.ts'
import { readRoles } from '../../../renderer/features/kubernetes/roles/formats/read.ts'
import { readWholeYaml } from '../../../renderer/features/kv/editor/wholeYaml.ts'
import { parse } from 'yaml'

const mib = 1024 * 1024

describe('hostile YAML', () => {
  it.each([
    ['of lists in lists', `a: ${'['.repeat(mib)}`],
    ['of many keys', Array.from({ length: 200_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['of many short values', `a: [${'b,'.repeat(mib / 2)}]`],
    ['of many maps', `a: [${'{a: 1},'.repeat(mib / 7)}]`],
    ['of empty lines', `a: 1\n${'\n'.repeat(mib)}`],
  ])('%s is refused before it is parsed', async (_what, text) => {
    expect(readWholeYaml(text).problems?.[0]?.kind).toBe('too-many')
    expect((await readRoles(text)).roles).toEqual([])
  })

  it('excludes real texts: a secret of 10,000 keys and one of a megabyte are parsed', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: "value ${index}"`).join('\n')
    expect(readWholeYaml(keys)).toHaveProperty('entries.length', 10_000)
    const lines = Array.from({ length: 20_000 }, () => `  ${'{[x, y]: z} '.repeat(4)}`).join('\n')
    expect(readWholeYaml(`text: |\n${lines}\n`)).toHaveProperty('entries.length', 1)
  })

  it('is not accepted as a selector above 8 KiB', () => {
    expect(isSelector(`matchLabels: {${'a: b,'.repeat(2000)}}`, parse)).toBe(false)
    expect(isSelector('matchLabels: {a: b}', parse)).toBe(true)
  })
})
