/** A lock while the disk, the clipboard or a server hangs: the lock waits for none of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, signInWith, startCore, value, type TestCore } from '../../features/startCore.ts'

const passphrase = 'a passphrase of a test'
const place = 'secret:secret/webapp/config'

/** The behavior of the disk for a sealed file: `hang` never answers, `full` refuses. */
const disk = vi.hoisted(() => ({ does: 'work' as 'work' | 'hang' | 'full' }))

vi.mock(import('../../../electron/base/files/atomicFile.ts'), async (original) => {
  const real = await original()
  const { Failure } = await import('../../../electron/contract/failure.ts')
  const spoiled =
    <A extends [string, ...unknown[]], T>(work: (...given: A) => Promise<T>) =>
    (...given: A): Promise<T> => {
      if (!given[0].endsWith('.sealed') || disk.does === 'work') return work(...given)
      if (disk.does === 'hang') return new Promise<T>(() => undefined)
      return Promise.reject(new Failure('file-unwritable', 'no space'))
    }
  return { ...real, replaceFile: spoiled(real.replaceFile), readIfPresent: spoiled(real.readIfPresent) }
})

let vault: TestVault
let test: TestCore
let profileId: string

beforeEach(async () => {
  disk.does = 'work'
  vault = await startVault({ dev: true })
  test = await startCore()
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  profileId = await connectTo(test, vault.address, 'root')
})
afterEach(async () => {
  disk.does = 'work'
  await test.stop()
  await vault.stop()
})

const keep = (content: string) => test.client.drafts.keep({ profileId, place, content })
const isLocked = async () => (await value(test.client.app.state({}))).locked
const reopen = async () => {
  await value(test.client.app.unlock({ passphrase }))
  await signInWith(test, profileId, 'root')
}
const draft = async () => (await value(test.client.drafts.read({ profileId, place })))?.content

describe('@boundary a lock on a disk that hangs', () => {
  it('takes effect immediately, and drops the token and the key', async () => {
    await value(keep('one'))
    disk.does = 'hang'
    void keep('two')
    void test.core.lock()
    expect(test.core.isLocked()).toBe(true)
    expect(await isLocked()).toBe(true)
    expect(await codeOf(test.client.drafts.list({}))).toBe('locked')
    disk.does = 'work'
    await value(test.client.app.unlock({ passphrase }))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
  })

  it('loses no typed text: it is held as ciphertext, and read after the unlock', async () => {
    await value(keep('one'))
    disk.does = 'full'
    const keeping = keep('two')
    await value(test.client.app.lock({}))
    // The text is sealed, and held until the disk accepts it.
    expect(await codeOf(keeping)).toBe('ok')
    disk.does = 'work'
    await reopen()
    expect(await draft()).toBe('two')
  })

  it('writes the ciphertext as soon as the disk accepts it, even while Strongroom is locked', async () => {
    disk.does = 'full'
    void keep('written later')
    await value(test.client.app.lock({}))
    disk.does = 'work'
    const next = async () => {
      const other = await startCore({ folder: test.folder })
      await value(other.client.app.unlock({ passphrase }))
      const drafts = await value(other.client.drafts.list({}))
      await other.stop()
      return drafts.length
    }
    await expect.poll(next, { timeout: 5_000 }).toBe(1)
  })
})

describe('@boundary text that a page hands over right after a lock', () => {
  it('is kept for half a second, and is available after the unlock', async () => {
    await value(keep('one'))
    await value(test.client.app.lock({}))
    await value(keep('typed in the last moment'))
    expect(await codeOf(test.client.drafts.read({ profileId, place }))).toBe('locked')
    await reopen()
    expect(await draft()).toBe('typed in the last moment')
  })

  it('is refused after that', async () => {
    await value(test.client.app.lock({}))
    await expect.poll(() => codeOf(keep('too late')), { timeout: 5_000, interval: 100 }).toBe('locked')
  })

  it('has a size limit', async () => {
    await value(test.client.app.lock({}))
    const codes = await Promise.all(Array.from({ length: 220 }, () => codeOf(keep('again'))))
    expect(codes.filter((code) => code === 'rejected')).toHaveLength(20)
  })
})

describe('a lock that comes while drafts are merged after an unlock', () => {
  it('keeps all drafts', async () => {
    for (let round = 0; round < 5; round++) {
      void test.client.drafts.keep({ profileId, place: `${place}${round}`, content: `${round}` })
      await value(test.client.app.lock({}))
      await value(test.client.app.unlock({ passphrase }))
      void test.client.drafts.list({})
    }
    await reopen()
    const places = (await value(test.client.drafts.list({}))).map((each) => each.place).sort()
    expect(places).toEqual(Array.from({ length: 5 }, (_, round) => `${place}${round}`))
  })
})
