/** A stored draft restores the same edit. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentOf, nameProblem, PolicyDraft } from '../../../renderer/features/policies/editor/policyDraft.ts'

const read = (content: string): PolicyDraft => PolicyDraft.parse(JSON.parse(content))
/** Few characters, so that texts have much in common; among them surrogates. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '"', '\ud83d', '\ude00', '가'), maxLength: 30 })

describe('a draft of a policy', () => {
  it('is unchanged by storing and restoring', () => {
    const draft = fc.record({ name: text, text, base: fc.option(text) })
    fc.assert(
      fc.property(draft, (each) => {
        expect(read(contentOf(each))).toEqual(each)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is unchanged if one piece was edited, and stores the rest of the text once', () => {
    const pieces = fc.tuple(text, text, text, text)
    fc.assert(
      fc.property(pieces, ([start, before, after, end]) => {
        const draft = { name: '', text: start + after + end, base: start + before + end }
        const content = contentOf(draft)
        expect(read(content)).toEqual(draft)
        const { insert } = JSON.parse(content) as { insert: string }
        expect(insert.length).toBeLessThanOrEqual(after.length)
      }),
      { numRuns: 3_000 },
    )
  })

  it('that was stored as a whole is restored as well', () => {
    const draft = { name: 'webapp', text: 'path "a" {}', base: null }
    expect(read(JSON.stringify(draft))).toEqual(draft)
  })
})

describe('the name of a policy', () => {
  it('has no characters that the server refuses, if the policy is to be written', () => {
    for (const name of ['zero\u200bwidth', 'con\u202efig', 'no\u00a0break']) {
      expect(nameProblem(name, 'vault')).toBe('unprintable')
      expect(nameProblem(name)).toBeNull()
    }
    expect(nameProblem('팀 정책', 'openbao')).toBeNull()
  })
})
