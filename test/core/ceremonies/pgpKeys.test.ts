/** PGP public keys as people paste them: which are accepted, and what is shown of them. */
import { generateKey, readKey } from 'openpgp'
import { describe, expect, it } from 'vitest'
import { readPgpKey } from '../../../electron/core/ceremonies/pgpKeys.ts'

type Options = Omit<Parameters<typeof generateKey>[0], 'format'>
async function make(options: Partial<Options> = {}) {
  const made = await generateKey({
    type: 'curve25519',
    userIDs: [{ name: 'Ann', email: 'ann@example.com' }],
    ...options,
    format: 'object',
  })
  const { publicKey, privateKey } = made
  const base64 = Buffer.from(publicKey.write()).toString('base64')
  return {
    armored: publicKey.armor(),
    armoredPrivate: privateKey.armor(),
    binary: publicKey.write(),
    binaryPrivate: privateKey.write(),
    base64,
    fingerprint: publicKey.getFingerprint(),
  }
}
const toBase64 = (...parts: readonly Uint8Array[]) => Buffer.concat(parts).toString('base64')
const [ann, bob] = await Promise.all([make(), make({ userIDs: [{ name: 'Bob' }] })])
const refusal = (words: RegExp) => ({ code: 'pgp-key-unusable', message: expect.stringMatching(words) })

describe('a PGP public key', () => {
  it.each([
    ['armored', ann.armored],
    ['armored, after other text', `Hello,\n\n${ann.armored}`],
    ['in base64', ann.base64],
    ['in base64, in lines', ann.base64.replaceAll(/.{60}/g, '$&\r\n  ')],
  ])('is read %s, with its names and its fingerprint in capitals', async (_how, text) => {
    const { userIds, fingerprint, binary } = await readPgpKey(text)
    expect(userIds).toEqual(['Ann <ann@example.com>'])
    expect(fingerprint).toBe(ann.fingerprint.toUpperCase())
    const read = await readKey({ binaryKey: Buffer.from(binary, 'base64') })
    expect([read.getFingerprint(), read.isPrivate()]).toEqual([ann.fingerprint, false])
    expect(binary).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
  })

  it('shows at most ten names, each on one line of at most 200 characters', async () => {
    const names = Array.from({ length: 12 }, (_, index) => ({ name: `Name ${index}` }))
    expect((await readPgpKey((await make({ userIDs: names })).armored)).userIds).toEqual(
      names.slice(0, 10).map(({ name }) => name),
    )
    const [hostile, long] = [
      await make({ userIDs: [{ name: 'a\u202eb\u200bc\u2028d\te' }] }),
      await make({ userIDs: [{ name: 'x'.repeat(300) }] }),
    ]
    expect((await readPgpKey(hostile.armored)).userIds).toEqual(['a b c d e'])
    expect((await readPgpKey(long.armored)).userIds).toEqual(['x'.repeat(200)])
  })

  it.each<[string, string, RegExp]>([
    ['nothing', '', /not a PGP public key/],
    ['a text', 'not a key', /not a PGP public key/],
    ['base64 of something else', Buffer.from('something else').toString('base64'), /not a PGP public key/],
    ['base64 that is not one text', `${ann.base64.slice(0, 40)}=${ann.base64.slice(40)}`, /not a PGP public key/],
    [
      'armor around nothing',
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----',
      /not a PGP public key/,
    ],
    ['armor that breaks off', ann.armored.slice(0, 200), /not a PGP public key/],
    ['an armored private key', ann.armoredPrivate, /private key/],
    ['a private key in base64', toBase64(ann.binaryPrivate), /private key/],
    ['two keys in base64', toBase64(ann.binary, bob.binary), /2 keys/],
    ['a public key and then a private one', toBase64(bob.binary, ann.binaryPrivate), /2 keys/],
  ])('is not %s', async (_what, text, words) => {
    await expect(readPgpKey(text)).rejects.toMatchObject(refusal(words))
  })

  it.each<[string, Partial<Options>]>([
    ['has expired', { keyExpirationTime: 60, date: new Date('2020-01-01') }],
    ['is made for signatures only', { subkeys: [{ sign: true }] }],
  ])('is refused if it %s', async (_what, options) => {
    await expect(readPgpKey((await make(options)).armored)).rejects.toMatchObject(refusal(/cannot encrypt/))
  })

  it('is refused if it was revoked', async () => {
    const { publicKey } = await generateKey({ type: 'curve25519', userIDs: [{ name: 'Ann' }], format: 'object' }).then(
      async ({ privateKey }) => (await import('openpgp')).revokeKey({ key: privateKey, format: 'object' }),
    )
    await expect(readPgpKey(publicKey.armor())).rejects.toMatchObject(refusal(/cannot encrypt/))
  })
})
