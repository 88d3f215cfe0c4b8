import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffOf, type DiffLine, withoutLongRuns } from '../../renderer/ui/lineDiff.ts'

const text = fc.array(fc.constantFrom('a', 'b', '', 'c d', '-----BEGIN-----')).map((lines) => lines.join('\n'))
const side = (lines: readonly DiffLine[], other: DiffLine['kind']) =>
  lines.filter(({ kind }) => kind !== other).map((line) => line.text)
const linesOf = (whole: string) => whole.replace(/\n$/, '').split('\n')

describe('two texts line by line', () => {
  it('are both contained in their difference, line by line', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffOf(before, after)
        expect(side(lines, 'added').join('\n').trim()).toBe(linesOf(before).join('\n').trim())
        expect(side(lines, 'removed').join('\n').trim()).toBe(linesOf(after).join('\n').trim())
      }),
    )
  })

  it('show the changed line with three lines around it', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}`)
    const after = before.with(20, 'another line')
    const pieces = withoutLongRuns(diffOf(before.join('\n'), after.join('\n')))
    expect(pieces[0]).toEqual({ kind: 'left-out', lines: 17 })
    expect(pieces.slice(4, 6)).toEqual([
      { kind: 'removed', text: 'line 20' },
      { kind: 'added', text: 'another line' },
    ])
    expect(pieces.at(-1)).toEqual({ kind: 'left-out', lines: 16 })
  })

  it('are shown completely if the other side lacks the key', () => {
    expect(diffOf(undefined, 'a\nb\n')).toEqual([
      { kind: 'added', text: 'a' },
      { kind: 'added', text: 'b' },
    ])
    expect(diffOf('', undefined)).toEqual([{ kind: 'removed', text: '' }])
  })

  it('of 20,000 lines with nothing in common are shown completely', () => {
    const long = (seed: number) => Array.from({ length: 20_000 }, (_, index) => `${index * seed}`).join('\n')
    expect(diffOf(long(3), long(7)).length).toBeGreaterThan(20_000)
  })
})
