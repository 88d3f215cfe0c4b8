/** Every error code has a message, and the details contain the server's answer. */
import { describe, expect, it, vi } from 'vitest'
import { errorCodes, type CallError } from '../../../electron/contract/result.ts'
import { detailsOf, wordsFor } from '../../../renderer/lib/errors.ts'

// The build replaces the macro; here a message is its own English text.
vi.mock('@lingui/core/macro', () => ({
  msg: ({ raw }: TemplateStringsArray) => ({ id: raw.join('{}'), message: raw.join('{}') }),
}))

const error = (more: Partial<CallError> = {}): CallError => ({
  code: 'rejected',
  message: 'The technical sentence.',
  retryable: false,
  ...more,
})

describe('the message of an error', () => {
  it.each(errorCodes)('for %s has a title and a help text of one or more sentences', (code) => {
    const { title, help } = wordsFor({ code })
    expect(title.message).toMatch(/^[A-Z].*[^.]$/)
    expect(help.message).toMatch(/^[A-Z].*\.$/)
    expect(`${title.message} ${help.message}`).not.toMatch(/undefined|\{|  /)
  })

  it('has a different title for every code', () => {
    const titles = errorCodes.map((code) => wordsFor({ code }).title.message)
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  })
})

describe('the details of an error', () => {
  it.each<[string, Partial<CallError>, readonly string[]]>([
    ['the technical sentence', {}, ['The technical sentence.']],
    ['the same where the server said nothing', { vaultErrors: [] }, ['The technical sentence.']],
    ["the server's words in its place", { vaultErrors: ['1 error', 'denied'] }, ['1 error', 'denied']],
    [
      'the status and the request id after the words',
      { vaultErrors: ['denied'], status: 403, requestId: 'abc-1' },
      ['denied', 'HTTP 403', 'request_id abc-1'],
    ],
    ['the status after the sentence', { status: 500 }, ['The technical sentence.', 'HTTP 500']],
  ])('are %s', (_what, more, expected) => {
    expect(detailsOf(error(more))).toEqual(expected)
  })
})
