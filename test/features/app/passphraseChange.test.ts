/** Choosing and changing the passphrase, as a compromised window would try it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConsentAct, ConsentAnswer, ConsentField } from '../../../electron/core/consent/act.ts'
import { codeOf, startCore, value, type TestCore } from '../startCore.ts'

const passphrase = 'a passphrase of a test'
const attackers = 'the passphrase of an attacker'
const next = 'the next passphrase of a test'
let test: TestCore
/** What the user types at the question; undefined means that the user refuses. */
let types: Readonly<Partial<Record<ConsentField, string>>> | undefined
let acts: ConsentAct[] = []

const answer = (fields: readonly ConsentField[]): ConsentAnswer =>
  types === undefined ? false : fields.length === 0 || { typed: fields.map((field) => types?.[field] ?? '') }

const start = async (shell: 'electron' | 'loopback' = 'loopback') => {
  acts = []
  test = await startCore({
    deps: {
      shell,
      askConsent: async ({ act, fields }) => {
        acts.push(act)
        return answer(fields)
      },
    },
  })
}
const unlocksWith = async (typed: string) => {
  await value(test.client.app.lock({}))
  return codeOf(test.client.app.unlock({ passphrase: typed }))
}
afterEach(() => test.stop())

describe.each(['loopback', 'electron'] as const)('@boundary the first passphrase, in the %s shell', (shell) => {
  beforeEach(() => start(shell))

  it('can’t be chosen by the page without the user’s consent', async () => {
    types = undefined
    expect(await codeOf(test.client.app.keepInPassphraseFile({ passphrase: attackers }))).toBe('consent-refused')
    expect((await value(test.client.app.state({}))).custody.kind).toBe('memory')
    expect(acts).toEqual([{ kind: 'choose-passphrase' }])
  })

  it('is asked for only if it can be used', async () => {
    types = { newPassphrase: passphrase }
    expect(await codeOf(test.client.app.keepInPassphraseFile({ passphrase: 'password1234' }))).toBe(
      'passphrase-too-weak',
    )
    expect(acts).toEqual([])
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    expect(await codeOf(test.client.app.keepInPassphraseFile({ passphrase: attackers }))).toBe('unsupported')
    expect(acts).toHaveLength(1)
    expect(await unlocksWith(attackers)).toBe('passphrase-wrong')
    expect(await unlocksWith(passphrase)).toBe('ok')
  })
})

describe('@boundary the first passphrase', () => {
  it('is the one that the user has typed outside the page', async () => {
    await start()
    types = { newPassphrase: passphrase }
    expect(await codeOf(test.client.app.keepInPassphraseFile({ passphrase: attackers }))).toBe('passphrase-mismatch')
    expect((await value(test.client.app.state({}))).custody.kind).toBe('memory')
    // The same characters in another Unicode normalization form.
    const decomposed = '한글로 쓴 긴 암호 문구'.normalize('NFD')
    types = { newPassphrase: decomposed.normalize('NFC') }
    await value(test.client.app.keepInPassphraseFile({ passphrase: decomposed }))
    expect(await unlocksWith(decomposed)).toBe('ok')
  })
})

describe('a changed passphrase, in the browser shell', () => {
  beforeEach(async () => {
    await start()
    types = { passphrase, newPassphrase: passphrase }
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    acts = []
  })

  it('@boundary cannot be set by the page, even if it knows the old one', async () => {
    const change = () => codeOf(test.client.app.changePassphrase({ oldPassphrase: passphrase, passphrase: attackers }))
    types = undefined
    expect(await change()).toBe('consent-refused')
    types = { passphrase: 'a guess', newPassphrase: attackers }
    expect(await change()).toBe('passphrase-wrong')
    types = { passphrase, newPassphrase: next }
    expect(await change()).toBe('passphrase-mismatch')
    expect(await unlocksWith(attackers)).toBe('passphrase-wrong')
    expect(await unlocksWith(passphrase)).toBe('ok')
  })

  it('is set by a user who types both passphrases outside the page', async () => {
    types = { passphrase, newPassphrase: next }
    expect(await value(test.client.app.changePassphrase({ passphrase: next }))).toMatchObject({ kind: 'passphrase' })
    expect(acts).toEqual([{ kind: 'change-passphrase' }])
    expect(await unlocksWith(passphrase)).toBe('passphrase-wrong')
    expect(await unlocksWith(next)).toBe('ok')
  })

  it('is refused if it is easy to guess', async () => {
    const change = (weak: string) => test.client.app.changePassphrase({ passphrase: weak })
    expect(await codeOf(change('short'))).toBe('invalid-input')
    for (const weak of ['password1234', 'qwertyuiopasdf', 'Strongroom2026', 'Summer2026!!', 'a'.repeat(100)]) {
      expect(await codeOf(change(weak)), weak).toBe('passphrase-too-weak')
    }
    expect(acts).toEqual([])
  })
})

describe('a changed passphrase, in the desktop shell', () => {
  beforeEach(async () => {
    await start('electron')
    types = {}
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    acts = []
  })
  const change = (oldPassphrase: string) => test.client.app.changePassphrase({ oldPassphrase, passphrase: next })

  it('requires the old passphrase and the user’s consent', async () => {
    expect(await codeOf(change(attackers))).toBe('passphrase-wrong')
    expect(acts).toEqual([])
    types = undefined
    expect(await codeOf(change(passphrase))).toBe('consent-refused')
    types = {}
    expect(await value(change(passphrase))).toMatchObject({ kind: 'passphrase' })
    expect(await unlocksWith(passphrase)).toBe('passphrase-wrong')
    expect(await unlocksWith(next)).toBe('ok')
  })

  it('can’t be guessed quickly', async () => {
    const guess = () => codeOf(change('a guess'))
    const codes = [await guess(), await guess(), await guess(), await guess()]
    expect(codes).toEqual(['passphrase-wrong', 'passphrase-wrong', 'passphrase-wrong', 'too-many-guesses'])
    expect(await unlocksWith('a guess')).toBe('too-many-guesses')
  })
})
