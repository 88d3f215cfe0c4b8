/** The output of other programs is shown as plain text. */
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { showable } from '../../../electron/base/system/showable.ts'

describe('a line of another program', () => {
  it('keeps its text and loses its colors', () => {
    expect(showable('\u001B[31mgithub.com/hashicorp/vault\u001B[0m\r')).toBe('github.com/hashicorp/vault')
  })

  it('never contains a control or bidirectional character, nor more than 300 characters', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const line = showable(text)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(line.length).toBeLessThanOrEqual(301)
      }),
    )
  })
})
