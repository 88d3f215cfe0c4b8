import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileNameFor, nameOfFile } from '../../../electron/storage/keychain/sealedNames.ts'

const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 16, unit: 'binary' }),
  fc.constantFrom('../../etc/passwd', 'con', 'NUL', '.', '..', 'a/b', 'a\\b', 'A', 'a', 'a_', 'profile:열쇠', ' '),
)
/** An unpaired surrogate has no UTF-8 form, so it is not a valid name. */
const wellFormed = (name: string) => name.isWellFormed()

describe('the file name of a sealed entry', () => {
  it('is safe on every file system and can be decoded', () => {
    fc.assert(
      fc.property(names.filter(wellFormed), fc.constantFrom('keychain', 'passphrase'), (name, guard) => {
        const file = fileNameFor(name, guard)
        expect(file).toMatch(/^entry-[a-z0-9_-]+\.(keychain|passphrase)\.sealed$/)
        expect(nameOfFile(file, guard)).toBe(name)
      }),
    )
  })

  it('differs for two names even if the file system ignores case', () => {
    fc.assert(
      fc.property(names.filter(wellFormed), names.filter(wellFormed), (one, other) => {
        fc.pre(one !== other)
        expect(fileNameFor(one, 'keychain').toLowerCase()).not.toBe(fileNameFor(other, 'keychain').toLowerCase())
      }),
    )
  })

  it('belongs to one guard', () => {
    expect(nameOfFile(fileNameFor('profile:1', 'keychain'), 'passphrase')).toBeNull()
  })

  it('is not parsed from other files of the folder', () => {
    for (const file of [
      'passphrase.json',
      'entry-a.keychain.sealed.0a1b.tmp',
      'entry-a.keychain.sealed.unreadable-20260101T000000000Z',
      'entry-.keychain.sealed',
      'entry-A.keychain.sealed',
      'entry-_zz.keychain.sealed',
    ]) {
      expect(nameOfFile(file, 'keychain')).toBeNull()
    }
  })

  it('refuses a name that no file system would accept', () => {
    expect(() => fileNameFor('', 'keychain')).toThrowError(expect.objectContaining({ code: 'invalid-input' }))
    expect(() => fileNameFor('a'.repeat(201), 'keychain')).toThrowError(
      expect.objectContaining({ code: 'invalid-input' }),
    )
  })
})
