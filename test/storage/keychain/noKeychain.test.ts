/** A computer without a message bus: a container, a shell over ssh. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { createSealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { noKeyring } from '../../servers/keyring.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const elsewhere = process.platform === 'linux' ? '' : ' (left out: this system always has one)'

describe.skipIf(elsewhere !== '')(`no keychain at all${elsewhere}`, () => {
  beforeAll(() => {
    Object.assign(process.env, noKeyring)
  })

  it('is distinguished from a keychain that refuses', async () => {
    const keychain = createOsKeychain('Strongroom test')
    await expect(keychain.read('a')).rejects.toMatchObject({ code: 'keychain-unavailable' })
    await expect(keychain.write('a', Buffer.from('a secret'))).rejects.toMatchObject({ code: 'keychain-unavailable' })
    await expect(keychain.remove('a')).rejects.toMatchObject({ code: 'keychain-unavailable' })
  })

  it('leaves the store in memory, with the reason, and never in the kernel’s keyring', async () => {
    const folder = join(await temporaryFolder('nokeychain'), 'sealed')
    const open = async () => {
      const store = createSealedStore({
        folder,
        keychain: createOsKeychain('Strongroom test'),
        log: createLog(null),
      })
      await store.open()
      return store
    }
    const store = await open()
    expect(store.locked).toBe(false)
    expect(store.state()).toMatchObject({ kind: 'memory', reason: expect.stringContaining('no keychain') })
    await store.write('profile:1', 'a token')
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await (await open()).read('profile:1')).toBeNull()
  })
})
