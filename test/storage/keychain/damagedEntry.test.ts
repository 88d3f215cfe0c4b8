/** Starting over when the keychain's entry is not a key: the entry is removed only after its copy is verified. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { putAsideNoKey } from '../../../electron/storage/keychain/damagedEntry.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { accountNote, keychainMasterKey, sharedAccount } from '../../../electron/storage/keychain/masterKey.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const damaged = 'half of a key that someone may still need'
const aKey = randomBytes(32).toString('hex')
const ownAccount = `${sharedAccount}-${'0a'.repeat(16)}`

let folder: string
beforeEach(async () => {
  folder = join(await temporaryFolder('damaged-entry'), 'sealed')
  await mkdir(folder)
})
afterEach(() => removeFolder(join(folder, '..')))

/** Records that this home has its own account. */
const noteAccount = (account = ownAccount) =>
  writeFile(join(folder, accountNote), JSON.stringify({ version: 1, account }))

/** A keychain with `entry` in an account; `change` replaces parts of it. */
function keychainWith(
  entry: string | null,
  account: string,
  change: (real: Keychain) => Partial<Keychain> = () => ({}),
) {
  const entries = new Map<string, Buffer>(entry === null ? [] : [[account, Buffer.from(entry)]])
  const real: Keychain = {
    read: async (name) => {
      const found = entries.get(name)
      return found === undefined ? null : Buffer.from(found)
    },
    write: async (name, secret) => void entries.set(name, Buffer.from(secret)),
    remove: async (name) => void entries.delete(name),
  }
  const texts = () => Object.fromEntries([...entries].map(([name, secret]) => [name, secret.toString()]))
  return { keychain: { ...real, ...change(real) }, texts }
}

describe.each([
  ['that homes of older versions share', sharedAccount],
  ['of this home', ownAccount],
])('a damaged entry in the account %s', (_whose, account) => {
  beforeEach(() => (account === ownAccount ? noteAccount() : undefined))

  it('is copied to another name, and makes room for a new key', async () => {
    const { keychain, texts } = keychainWith(damaged, account)
    await putAsideNoKey(keychain, folder)
    const [[name, text] = [], ...others] = Object.entries(texts())
    expect(name?.startsWith(`${account}-unreadable-`)).toBe(true)
    expect(name).toMatch(/-\d{8}T\d{9}Z$/)
    expect([text, others]).toEqual([damaged, []])
  })

  const refused = new Failure('keychain-refused', 'The keychain takes nothing.')
  it.each<[string, (real: Keychain) => Partial<Keychain>]>([
    ['forgets the copy', () => ({ write: async () => undefined })],
    [
      'keeps another text than it was given',
      (real) => ({ write: (name, secret) => real.write(name, secret.subarray(0, -1)) }),
    ],
    ['refuses the copy', () => ({ write: () => Promise.reject(refused) })],
    [
      'does not show the copy',
      (real) => ({ read: (name) => (name === account ? real.read(name) : Promise.reject(refused)) }),
    ],
  ])('stays in place if the keychain %s', async (_what, change) => {
    const { keychain, texts } = keychainWith(damaged, account, change)
    await expect(putAsideNoKey(keychain, folder)).rejects.toMatchObject({ code: 'keychain-refused' })
    expect(texts()).toMatchObject({ [account]: damaged })
  })

  it.each([
    ['is a key', aKey, { [account]: aKey }],
    ['is not there', null, {}],
    ['is empty', '', {}],
  ])('needs no copy if it %s', async (_what, entry, left) => {
    const { keychain, texts } = keychainWith(entry, account)
    await putAsideNoKey(keychain, folder)
    expect(texts()).toEqual(left)
  })
})

describe('a damaged record of the account', () => {
  it.each(['', '{', '{"version":1,"account":"another-app"}', '{"version":2}'])(
    'is set aside, not removed: %j',
    async (note) => {
      await writeFile(join(folder, accountNote), note)
      const { keychain, texts } = keychainWith(aKey, sharedAccount)
      const options = { keychain, folder, filesExist: async () => true }
      await expect(keychainMasterKey(options)).rejects.toMatchObject({ code: 'master-key-lost' })
      await putAsideNoKey(keychain, folder)
      const [aside = '', ...others] = await readdir(folder)
      expect([aside.startsWith(`${accountNote}.unreadable-`), others]).toEqual([true, []])
      expect(await readFile(join(folder, aside), 'utf8')).toBe(note)
      expect(texts()).toEqual({ [sharedAccount]: aKey })
    },
  )
})

describe('the master key of a keychain', () => {
  it('has an account that no other home has', async () => {
    const { keychain, texts } = keychainWith(aKey, sharedAccount)
    const key = await keychainMasterKey({ keychain, folder, filesExist: async () => false })
    const { account } = JSON.parse(await readFile(join(folder, accountNote), 'utf8')) as { account: string }
    expect(account).toMatch(/^master-key-1-[0-9a-f]{32}$/)
    expect(texts()).toEqual({ [sharedAccount]: aKey, [account]: key.toString('hex') })
    expect(await keychainMasterKey({ keychain, folder, filesExist: async () => true })).toEqual(key)
  })

  it('is that of the shared account if sealed files need it', async () => {
    const { keychain } = keychainWith(aKey, sharedAccount)
    const key = await keychainMasterKey({ keychain, folder, filesExist: async () => true })
    expect(key.toString('hex')).toBe(aKey)
    expect(await readdir(folder)).toEqual([])
  })

  it('is not created if sealed files need an older one', async () => {
    for (const prepare of [async () => undefined, noteAccount]) {
      await prepare()
      const { keychain, texts } = keychainWith(null, sharedAccount)
      const lost = keychainMasterKey({ keychain, folder, filesExist: async () => true })
      await expect(lost).rejects.toMatchObject({ code: 'master-key-lost' })
      expect(texts()).toEqual({})
    }
  })

  it('does not replace an entry that is not a key', async () => {
    await noteAccount()
    const { keychain, texts } = keychainWith(damaged, ownAccount)
    for (const exist of [true, false]) {
      const lost = keychainMasterKey({ keychain, folder, filesExist: async () => exist })
      await expect(lost).rejects.toMatchObject({ code: 'master-key-lost' })
    }
    expect(texts()).toEqual({ [ownAccount]: damaged })
  })

  it('is not used if the keychain did not store it', async () => {
    const { keychain } = keychainWith(null, ownAccount, () => ({ write: async () => undefined }))
    const made = keychainMasterKey({ keychain, folder, filesExist: async () => false })
    await expect(made).rejects.toMatchObject({ code: 'keychain-refused' })
  })

  it('is the one that another process has created in the meantime', async () => {
    const { keychain, texts } = keychainWith(aKey, ownAccount)
    const filesExist = async () => {
      await noteAccount()
      return false
    }
    expect((await keychainMasterKey({ keychain, folder, filesExist })).toString('hex')).toBe(aKey)
    expect(texts()).toEqual({ [ownAccount]: aKey })
  })
})
