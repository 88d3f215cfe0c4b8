import { describe, expect, it } from 'vitest'
import { answerSealer, newAnswerKeys, openAnswer } from '../../../electron/storage/keychain/answerSeal.ts'

const keys = newAnswerKeys()
const plain = Buffer.from('new keys of a server')
const sealed = answerSealer(keys.publicKey, 'ceremony')(plain)
const unreadable = expect.objectContaining({ code: 'file-unreadable' })

describe('a sealed answer', () => {
  it('opens with the private key and its name, and is never the same twice', () => {
    expect(openAnswer(keys.privateKey, 'ceremony', sealed)).toEqual(plain)
    const again = answerSealer(keys.publicKey, 'ceremony')(plain)
    expect(again.equals(sealed)).toBe(false)
    expect(again.subarray(0, 44).equals(sealed.subarray(0, 44))).toBe(false)
    expect(sealed.includes(plain.subarray(0, 8))).toBe(false)
    expect(plain.toString()).toBe('new keys of a server')
  })

  it.each<[string, () => Buffer]>([
    ['another name', () => openAnswer(keys.privateKey, 'another', sealed)],
    ['another private key', () => openAnswer(newAnswerKeys().privateKey, 'ceremony', sealed)],
    ['the public key', () => openAnswer(keys.publicKey, 'ceremony', sealed)],
    ['no key', () => openAnswer('', 'ceremony', sealed)],
    [
      'the header of another answer',
      () =>
        openAnswer(
          keys.privateKey,
          'ceremony',
          Buffer.concat([answerSealer(keys.publicKey, 'ceremony')(plain).subarray(0, 44), sealed.subarray(44)]),
        ),
    ],
  ])('does not open with %s', (_what, open) => {
    expect(open).toThrow(unreadable)
  })

  it('does not open if it is cut off or changed at any byte', () => {
    for (let at = 0; at < sealed.length; at++) {
      expect(() => openAnswer(keys.privateKey, 'ceremony', sealed.subarray(0, at)), `to ${at}`).toThrow(unreadable)
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => openAnswer(keys.privateKey, 'ceremony', changed), `changed ${at}`).toThrow(unreadable)
    }
  })

  it('can be made only once: the sealer has no key afterwards', () => {
    const seal = answerSealer(keys.publicKey, 'ceremony')
    seal(plain)
    expect(() => openAnswer(keys.privateKey, 'ceremony', seal(plain))).toThrow(unreadable)
  })
})
