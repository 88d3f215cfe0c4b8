/** Touch ID before a stored value is shown: on a Mac that has it, a refusal refuses. */
import { describe, expect, it } from 'vitest'
import { touchIdPresence } from '../../electron/desktop/presence.ts'
import type { Keychain } from '../../electron/storage/keychain/keychain.ts'
import { createSealedStore, type SealedStore } from '../../electron/storage/keychain/sealedStore.ts'
import { createLog } from '../../electron/base/log/log.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

interface Prompt {
  readonly reason: string
  readonly confirm: () => void
  readonly refuse: () => void
}

/** A sensor that waits for the test. */
function sensor(canPrompt = true) {
  const prompts: Prompt[] = []
  return {
    prompts,
    canPromptTouchID: () => canPrompt,
    promptTouchID: (reason: string) =>
      new Promise<void>((resolve, reject) => {
        prompts.push({ reason, confirm: () => resolve(), refuse: () => reject(new Error('Canceled by user.')) })
      }),
  }
}

describe('Touch ID', () => {
  it('is requested with a reason, and its answer counts', async () => {
    const touch = sensor()
    const confirm = touchIdPresence(touch, 'darwin', () => 'show a credential')
    const first = confirm?.()
    expect(touch.prompts.map(({ reason }) => reason)).toEqual(['show a credential'])
    touch.prompts[0]?.confirm()
    expect(await first).toBe(true)
    const second = confirm?.()
    expect(touch.prompts).toHaveLength(2)
    touch.prompts[1]?.refuse()
    expect(await second).toBe(false)
  })

  it('shows one prompt at a time: a request while it is open is refused', async () => {
    const touch = sensor()
    const confirm = touchIdPresence(touch, 'darwin', () => 'x')
    const first = confirm?.()
    expect(await confirm?.()).toBe(false)
    expect(touch.prompts).toHaveLength(1)
    touch.prompts[0]?.confirm()
    expect(await first).toBe(true)
  })

  it('leaves the question to the keychain if the Mac has no sensor, and on other platforms', async () => {
    const touch = sensor(false)
    expect(await touchIdPresence(touch, 'darwin', () => 'x')?.()).toBe(true)
    expect(touch.prompts).toEqual([])
    expect(touchIdPresence(touch, 'linux', () => 'x')).toBeUndefined()
    expect(touchIdPresence(touch, 'win32', () => 'x')).toBeUndefined()
  })
})

describe('a sealed store', () => {
  const entries = new Map<string, Buffer>()
  let reads = 0
  const keychain: Keychain = {
    read: async (account) => {
      reads += 1
      const secret = entries.get(account)
      return secret === undefined ? null : Buffer.from(secret)
    },
    write: async (account, secret) => void entries.set(account, Buffer.from(secret)),
    remove: async (account) => void entries.delete(account),
  }
  const open = async (
    confirmPresence: () => Promise<boolean>,
    from: Keychain | null = keychain,
  ): Promise<SealedStore> => {
    const store = createSealedStore({
      folder: await temporaryFolder('presence'),
      keychain: from,
      log: createLog(null),
      confirmPresence,
    })
    await store.open()
    return store
  }

  it('confirms only if the person is present, and asks the keychain afterwards', async () => {
    let isThere = true
    const store = await open(async () => isThere)
    await store.confirm()
    isThere = false
    const before = reads
    await expect(store.confirm()).rejects.toMatchObject({ code: 'keychain-refused' })
    expect(reads).toBe(before)
  })

  it('that was locked while the prompt was open stays locked', async () => {
    const answer = Promise.withResolvers<boolean>()
    const store = await open(() => answer.promise)
    const confirmed = store.confirm()
    store.lock()
    answer.resolve(true)
    await expect(confirmed).rejects.toMatchObject({ code: 'locked' })
  })

  it('with a passphrase asks for the passphrase instead', async () => {
    const store = await open(async () => false, null)
    await store.usePassphrase('a passphrase of a test')
    await store.confirm('a passphrase of a test')
    await expect(store.confirm('another')).rejects.toMatchObject({ code: 'passphrase-wrong' })
  })
})
