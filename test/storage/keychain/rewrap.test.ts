/** Changing the passphrase: a new master key, crash-safe, and detected by other processes. */
import { spawnSync } from 'node:child_process'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import { newPassphrase, oldPassphrase } from './rewrapWords.ts'

const entries = { 'profile:1': 'a token', 'profile:2': 'shares', 'rules:1': 'rules', 'drafts:1': 'x'.repeat(100_000) }
/** Sealed files under the old passphrase, created once. */
let made: string
let folder: string

async function openStore(at = folder): Promise<SealedStore> {
  const store = createSealedStore({ folder: at, keychain: null, log: createLog(null) })
  await store.open()
  return store
}
const code = (code: string) => expect.objectContaining({ code })
async function contentOf(store: SealedStore): Promise<Record<string, string | null>> {
  const names = await store.names('')
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await store.read(name)] as const)))
}
async function unlocked(passphrase: string): Promise<SealedStore> {
  const store = await openStore()
  await store.unlock(passphrase)
  return store
}

beforeAll(async () => {
  made = join(await temporaryFolder('made'), 'sealed')
  const store = await openStore(made)
  for (const [name, content] of Object.entries(entries)) await store.write(name, content)
  await store.usePassphrase(oldPassphrase)
})
beforeEach(async () => {
  folder = join(await temporaryFolder('rewrap'), 'sealed')
  await cp(made, folder, { recursive: true })
})

describe('a changed passphrase', () => {
  it('opens everything, and the old one opens nothing', async () => {
    const store = await unlocked(oldPassphrase)
    await store.changePassphrase(oldPassphrase, newPassphrase)
    expect(await contentOf(store)).toEqual(entries)
    const after = await openStore()
    await expect(after.unlock(oldPassphrase)).rejects.toEqual(code('passphrase-wrong'))
    await after.unlock(newPassphrase)
    expect(await contentOf(after)).toEqual(entries)
    await after.write('profile:1', 'another token')
    expect(await (await unlocked(newPassphrase)).read('profile:1')).toBe('another token')
  })

  it('has a new master key, so that an old copy of the passphrase file opens nothing', async () => {
    const oldFile = await readFile(join(folder, 'passphrase.json'))
    const store = await unlocked(oldPassphrase)
    await store.changePassphrase(oldPassphrase, newPassphrase)
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sealed'))
    expect(files).toHaveLength(Object.keys(entries).length)
    expect(files.every((name) => /\.passphrase-[0-9a-f]{16}\.sealed$/.test(name))).toBe(true)
    await writeFile(join(folder, 'passphrase.json'), oldFile)
    // Also under the names that the old key would use.
    for (const name of files) {
      await cp(join(folder, name), join(folder, name.replace(/\.passphrase-[0-9a-f]+/, '.passphrase')))
    }
    const attacker = await unlocked(oldPassphrase)
    for (const name of Object.keys(entries)) {
      await expect(attacker.read(name)).rejects.toEqual(code('file-unreadable'))
    }
    // Nothing of the new set is missing.
    expect((await readdir(folder)).filter((name) => name.includes('passphrase-'))).toHaveLength(files.length)
  })

  it('requires the old one, and delays wrong guesses of it', async () => {
    const store = await unlocked(oldPassphrase)
    for (let round = 0; round < 3; round++) {
      await expect(store.changePassphrase('a guess', newPassphrase)).rejects.toEqual(code('passphrase-wrong'))
    }
    await expect(store.changePassphrase(oldPassphrase, newPassphrase)).rejects.toEqual(code('too-many-guesses'))
    await expect(store.confirm(oldPassphrase)).rejects.toEqual(code('too-many-guesses'))
    await expect((await openStore()).unlock(oldPassphrase)).rejects.toEqual(code('too-many-guesses'))
    expect(await contentOf(store)).toEqual(entries)
  })

  it('leaves a damaged file under another name', async () => {
    const store = await unlocked(oldPassphrase)
    await writeFile(join(folder, 'entry-profile_3a1.passphrase.sealed'), 'damaged')
    await store.changePassphrase(oldPassphrase, newPassphrase)
    const { 'profile:1': _damaged, ...others } = entries
    expect(await contentOf(store)).toEqual(others)
    const [aside = ''] = store.state().putAside
    expect(await readFile(join(folder, aside), 'utf8')).toBe('damaged')
  })

  it('locks every other process, whose next write reports that instead of getting lost', async () => {
    const [one, other] = [await unlocked(oldPassphrase), await unlocked(oldPassphrase)]
    await one.changePassphrase(oldPassphrase, newPassphrase)
    await expect(other.write('profile:1', 'lost')).rejects.toEqual(code('locked'))
    expect(other.locked).toBe(true)
    await other.unlock(newPassphrase)
    expect(await contentOf(other)).toEqual(entries)
  })

  it('includes writes that happen during the change', async () => {
    const store = await unlocked(oldPassphrase)
    const before = store.write('profile:1', 'before')
    const changing = store.changePassphrase(oldPassphrase, newPassphrase)
    const during = store.write('profile:2', 'during')
    await Promise.all([before, changing, during])
    const after = await unlocked(newPassphrase)
    expect(await contentOf(after)).toEqual({ ...entries, 'profile:1': 'before', 'profile:2': 'during' })
  })

  it('is in effect after a lock during the change', async () => {
    const store = await unlocked(oldPassphrase)
    const changing = store.changePassphrase(oldPassphrase, newPassphrase)
    store.lock()
    await changing
    expect(store.locked).toBe(true)
    await store.unlock(newPassphrase)
    expect(await contentOf(store)).toEqual(entries)
  })
})

describe('a process that is killed while it changes the passphrase', () => {
  it('leaves exactly one passphrase that opens everything, at any step', { timeout: 300_000 }, async () => {
    const opened = { old: 0, new: 0 }
    for (let step = 0; ; step++) {
      folder = join(await temporaryFolder('killed'), 'sealed')
      await cp(made, folder, { recursive: true })
      const child = spawnSync(process.execPath, [join(import.meta.dirname, 'rewrapChild.ts'), folder, String(step)])
      const isDone = child.status === 0
      expect(isDone || child.signal === 'SIGKILL', `step ${step}: ${child.stderr.toString()}`).toBe(true)

      const tries = await Promise.allSettled([oldPassphrase, newPassphrase].map(unlocked))
      const open = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      expect(open, `step ${step}`).toHaveLength(1)
      opened[tries[0]?.status === 'fulfilled' ? 'old' : 'new']++
      const [store] = open
      expect(store === undefined ? null : await contentOf(store), `step ${step}`).toEqual(entries)
      // Obsolete files are removed at the next unlock.
      await expect
        .poll(async () => (await readdir(folder)).filter((name) => name.endsWith('.sealed') || name.includes('change')))
        .toHaveLength(Object.keys(entries).length)
      if (isDone) break
    }
    // Before and after the one step that commits the change.
    expect(opened.old).toBeGreaterThan(5)
    expect(opened.new).toBeGreaterThan(5)
  })
})
