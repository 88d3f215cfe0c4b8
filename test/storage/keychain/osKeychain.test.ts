/** The keychain of the operating system, call by call, on a real Secret Service. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'

describe.skipIf(missing !== null)(
  `an account of the keychain${missing === null ? '' : ` (left out: ${missing})`}`,
  () => {
    let keyring: TestKeyring
    let keychain: Keychain
    let count = 0
    beforeAll(async () => {
      keyring = await startKeyring()
      Object.assign(process.env, keyring.env)
    })
    afterAll(() => keyring.stop())
    beforeEach(() => {
      keychain = createOsKeychain(`Strongroom accounts ${++count}`)
    })

    it('is null until it is written, can be replaced, and is gone once removed', async () => {
      expect(await keychain.read('a')).toBeNull()
      const secret = Buffer.from([0, 1, 255, 10, 13])
      await keychain.write('a', secret)
      expect(secret).toEqual(Buffer.from([0, 1, 255, 10, 13]))
      expect(await keychain.read('a')).toEqual(secret)
      await keychain.write('a', Buffer.from('newer'))
      expect(await keychain.read('b')).toBeNull()
      await keychain.remove('b')
      expect(String(await keychain.read('a'))).toBe('newer')
      await keychain.remove('a')
      expect(await keychain.read('a')).toBeNull()
    })

    it('belongs to its service', async () => {
      await keychain.write('a', Buffer.from('one'))
      expect(await createOsKeychain('Strongroom another').read('a')).toBeNull()
    })

    it('is answered in the order of many concurrent calls, also after a removal', async () => {
      const accounts = Array.from({ length: 10 }, (_, index) => `account ${index}`)
      await Promise.all(accounts.map((account) => keychain.write(account, Buffer.from(account))))
      const removing = keychain.remove('account 0')
      const found = await Promise.all(accounts.slice(1).map((account) => keychain.read(account)))
      await removing
      expect(found.map(String)).toEqual(accounts.slice(1))
      expect(await keychain.read('account 0')).toBeNull()
      expect(String(await keychain.read('account 1'))).toBe('account 1')
    })

    it('is refused at the deadline, with every other waiting call, and answered later', async () => {
      const hurried = createOsKeychain(`Strongroom accounts ${count}`, { deadline: 0 })
      const calls = await Promise.allSettled([
        hurried.read('a'),
        hurried.write('a', Buffer.from('x')),
        hurried.remove('a'),
      ])
      for (const call of calls) {
        expect(call).toMatchObject({
          status: 'rejected',
          reason: { code: 'keychain-refused', error: { retryable: true } },
        })
      }
      await keychain.write('a', Buffer.from('one'))
      expect(String(await keychain.read('a'))).toBe('one')
    })

    it('of a locked keyring is refused, and can be retried', async () => {
      await keychain.write('a', Buffer.from('one'))
      await keyring.lock()
      await expect(keychain.read('a')).rejects.toMatchObject({ code: 'keychain-refused', error: { retryable: true } })
      await keyring.unlock()
      expect(String(await keychain.read('a'))).toBe('one')
    })
  },
)
