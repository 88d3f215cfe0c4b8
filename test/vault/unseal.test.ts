/** Submitting key shares to a server, and parsing pasted ones. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import type { VaultRequest } from '../../electron/vault/transport.ts'
import { giveShare, longestShare, normalizeShare, resetUnseal } from '../../electron/vault/unseal.ts'
import { failureOf } from './asking.ts'

const sealed = { type: 'shamir', initialized: true, sealed: true, t: 2, n: 3, progress: 1, nonce: 'n-1' }

function answering(body: object): { readonly session: VaultSession; readonly sent: VaultRequest[] } {
  const sent: VaultRequest[] = []
  const request = async (each: VaultRequest) => {
    sent.push(each)
    return { status: 200, body, warnings: [], latencyMs: 1 }
  }
  return { session: { request }, sent }
}

describe('a submitted share', () => {
  it('is sent once, never repeated, and returns the progress', async () => {
    const { session, sent } = answering(sealed)
    const { signal } = new AbortController()
    const progress = { sealed: true, threshold: 2, shares: 3, given: 1, nonce: 'n-1' }
    expect(await giveShare(session, 'abc', signal)).toEqual(progress)
    expect(sent).toEqual([{ method: 'PUT', path: 'sys/unseal', body: { key: 'abc' }, repeatable: false, signal }])
  })

  it('reports whether the seal is being migrated', async () => {
    const { session, sent } = answering(sealed)
    await giveShare(session, 'abc', undefined, true)
    await giveShare(session, 'abc', undefined, false)
    expect(sent.map(({ body }) => body)).toEqual([{ key: 'abc', migrate: true }, { key: 'abc' }])
  })

  it.each<[string, object, boolean]>([
    ['a sealed raft node without progress', { storage_type: 'raft', progress: 0 }, true],
    ['a raft node with progress', { storage_type: 'raft', progress: 1 }, false],
    ['an unsealed raft node', { storage_type: 'raft', progress: 0, sealed: false }, false],
    ['other storage', { storage_type: 'file', progress: 0 }, false],
    ['unknown storage', { progress: 0 }, false],
  ])('makes a node join its cluster: %s', async (_what, more, isJoining) => {
    const progress = await giveShare(answering({ ...sealed, ...more }).session, 'abc')
    expect('joining' in progress && progress.joining).toBe(isJoining)
  })

  it('can be reset', async () => {
    const { session, sent } = answering({ ...sealed, progress: 0, nonce: '', storage_type: 'raft' })
    const { signal } = new AbortController()
    const forgotten = { sealed: true, threshold: 2, shares: 3, given: 0, nonce: '' }
    expect(await resetUnseal(session, signal)).toEqual(forgotten)
    expect(sent).toEqual([{ method: 'PUT', path: 'sys/unseal', body: { reset: true }, repeatable: false, signal }])
  })

  it('fails if the server returns anything else', async () => {
    expect((await failureOf(giveShare(answering({}).session, 'abc'))).code).toBe('not-a-vault')
  })
})

describe('a pasted share', () => {
  const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, index) => 251 - index))
  const isTaken = (text: string) => {
    try {
      return normalizeShare(text)
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem
      expect(problem.error).toMatchObject({ code: 'invalid-input', issues: [{ path: 'share' }] })
      if (text.length > 8) expect(problem.message).not.toContain(text)
      return /share: (.*)\.$/.exec(problem.message)?.[1] ?? ''
    }
  }

  it.each([15, 16, 17, 32, 33, 34, 50, 100, 101, 300])(
    'of %i bytes is accepted in hex and base64, or rejected',
    (length) => {
      const isShare = length >= 16 && length <= longestShare
      const share = bytes(length)
      const why = length < 16 ? /too short/ : length > 100 ? /too long.*PGP/ : /its length/
      for (const text of [share.toString('hex'), share.toString('hex').toUpperCase(), share.toString('base64')]) {
        const taken = isTaken(text)
        expect(isShare ? taken === text : why.test(taken), `${text}: ${taken}`).toBe(true)
      }
    },
  )

  it.each([16, 17, 31, 32, 33])('of %i bytes in base64 needs no padding', (length) => {
    const share = bytes(length).toString('base64')
    expect(isTaken(share.replaceAll('=', ''))).toBe(share)
  })

  it('is not padded if nothing could be missing, or if it is short', () => {
    const share = bytes(32).toString('base64')
    expect(isTaken(share.slice(0, -3))).toBe('it is neither hex nor base64')
    expect(isTaken(`${share.slice(0, -2)}=`)).toBe('it is neither hex nor base64')
    expect(isTaken('AAAAAAAAAAAAAAAAAA')).toBe('it is too short')
    expect(isTaken('zzzzzzzzzzzzzz')).toBe('it is neither hex nor base64')
  })

  it.each<[string, (share: string) => string]>([
    ['white space anywhere', (share) => ` ${share.slice(0, 7)}\n\t ${share.slice(7)}\r\n`],
    ['characters of no width', (share) => `\ufeff${share.slice(0, 7)}\u200b\u00ad${share.slice(7)}\u2060`],
    ['quotes and a comma', (share) => `"${share}",`],
    ['quotes and a semicolon', (share) => `'${share}';`],
    ['several quotes', (share) => `«"${share}"»`],
    ['typographic quotes', (share) => `„${share}“`],
    ['the label of the command line', (share) => `Unseal Key 1: ${share}`],
    ['the label of a recovery key', (share) => `recovery key 12: ${share}`],
    ['a label with a note', (share) => `Unseal Key (will be hidden): ${share}`],
    ['a label without a number', (share) => `UNSEAL KEY: "${share}"`],
    ['a label in quotes', (share) => `"Unseal Key 3: ${share}"`],
    ['the colors of a terminal', (share) => `\u001b[1mUnseal Key 1: ${share}\u001b[0m\r\n`],
    ['the base64 of a Kubernetes Secret', (share) => Buffer.from(share).toString('base64')],
    ['base64 of a line', (share) => Buffer.from(`${share}\n`).toString('base64')],
  ])('is cleaned of what copying adds: %s', (_what, wrap) => {
    const shares = [bytes(33).toString('hex'), bytes(33).toString('base64'), bytes(32).toString('base64')]
    for (const share of shares) expect(isTaken(wrap(share))).toBe(share)
  })

  it.each(['Unseal Key 1234: ', 'Unseal Key ', 'My Unseal Key 1: ', 'Key 1: ', 'Unseal Key (): ', '; '])(
    'keeps anything else, and is then invalid: %j',
    (before) => {
      expect(isTaken(`${before}${bytes(33).toString('base64')}`)).toBe('it is neither hex nor base64')
    },
  )

  it.each(['', ' \n', '""', '“”,', 'Unseal Key 1:', '\u200b'])('is empty: %j', (text) => {
    expect(isTaken(text)).toBe('it is empty')
  })

  it.each(['=', 'a', 'ab=c', '====', `${'A'.repeat(30)}===`, `${'A'.repeat(43)}-`, `${'A'.repeat(40)}=AAA`])(
    'is neither hex nor base64: %j',
    (text) => {
      expect(isTaken(text)).toMatch(/neither|short/)
    },
  )
})
