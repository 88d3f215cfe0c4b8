/** Changing the passphrase, as a window that somebody else has taken over would try it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, startCore, value, type TestCore } from './startCore.ts'

const passphrase = 'a passphrase of a test'
const attackers = 'the passphrase of an attacker'
let test: TestCore

beforeEach(async () => {
  test = await startCore()
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
})
afterEach(() => test.stop())

describe('a passphrase', () => {
  it('cannot be replaced from the window without the old passphrase', async () => {
    expect(await codeOf(test.client.app.keepInPassphraseFile({ passphrase: attackers }))).toBe('unsupported')
    await value(test.client.app.lock({}))
    expect(await codeOf(test.client.app.unlock({ passphrase: attackers }))).toBe('passphrase-wrong')
    await value(test.client.app.unlock({ passphrase }))
  })

  it('is changed by whoever knows the old one', async () => {
    const next = 'the next passphrase of a test'
    const change = (oldPassphrase: string) => test.client.app.changePassphrase({ oldPassphrase, passphrase: next })
    expect(await codeOf(change(attackers))).toBe('passphrase-wrong')
    expect(await value(change(passphrase))).toMatchObject({ kind: 'passphrase' })
    await value(test.client.app.lock({}))
    expect(await codeOf(test.client.app.unlock({ passphrase }))).toBe('passphrase-wrong')
    await value(test.client.app.unlock({ passphrase: next }))
  })

  it('is refused when it can be guessed', async () => {
    const change = (weak: string) => test.client.app.changePassphrase({ oldPassphrase: passphrase, passphrase: weak })
    expect(await codeOf(change('short'))).toBe('invalid-input')
    for (const weak of ['password1234', 'qwertyuiopasdf', 'Strongroom2026', 'Summer2026!!', 'a'.repeat(100)]) {
      expect(await codeOf(change(weak)), weak).toBe('passphrase-too-weak')
    }
  })

  it('cannot be guessed fast', async () => {
    const guess = () => codeOf(test.client.app.changePassphrase({ oldPassphrase: 'a guess', passphrase: attackers }))
    const codes = [await guess(), await guess(), await guess(), await guess()]
    expect(codes).toEqual(['passphrase-wrong', 'passphrase-wrong', 'passphrase-wrong', 'too-many-guesses'])
    await value(test.client.app.lock({}))
    expect(await codeOf(test.client.app.unlock({ passphrase: 'a guess' }))).toBe('too-many-guesses')
  })
})
