/** Old copies of a finished key ceremony do not open, even with access to the keychain. */
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Ceremony } from '../../../electron/contract/ceremony.ts'
import { ownAccount } from '../../../electron/storage/keychain/masterKey.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { openBytes } from '../../../electron/storage/keychain/sealedFile.ts'
import { nameOfFile } from '../../../electron/storage/keychain/sealedNames.ts'
import { vaultApi } from '../../servers/initialized.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, value, type TestCore } from '../../features/startCore.ts'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'
const ends: (() => Promise<void>)[] = []

/** A core with a newly initialized server, and the root token. */
async function initialized(): Promise<{
  test: TestCore
  vault: TestVault
  profileId: string
  ceremony: Ceremony
  root: string
}> {
  const vault = await startVault()
  ends.push(() => vault.stop())
  const test = await startCore()
  ends.push(() => test.stop())
  const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
  const ceremony = await value(test.client.server.initialize({ profileId, shares: 2, threshold: 2 }))
  const root = await valueOfItem(test, ceremony, 'root-token')
  return { test, vault, profileId, ceremony, root }
}
const valueOfItem = async ({ client }: TestCore, { id }: Ceremony, item: number | 'root-token') =>
  (await value(client.server.revealCeremonyItem({ ceremonyId: id, item }))).value

/** Copies everything that a core stores, as a backup does. */
async function backUp(test: TestCore): Promise<string> {
  const copy = await temporaryFolder('backup')
  await cp(test.folder, copy, { recursive: true })
  return copy
}
/** Returns what Strongroom reads from the copy, and every byte that the master key opens in it. */
async function attack(copy: string, profileId: string): Promise<{ ceremony: string; texts: string }> {
  const attacker = await startCore({ folder: copy })
  const found = await attacker.client.server.ceremony({ profileId })
  if (found.ok && found.value !== null) {
    const items = ['root-token', 1, 2] as const
    for (const item of items) {
      await attacker.client.server.revealCeremonyItem({ ceremonyId: found.value.id, item })
    }
  }
  await attacker.stop()
  const folder = join(copy, 'data', 'sealed')
  const hex = await createOsKeychain('Strongroom').read((await ownAccount(folder)) ?? '')
  const key = Buffer.from(String(hex), 'hex')
  const texts: string[] = [...attacker.crossed]
  for (const file of await readdir(folder)) {
    const name = nameOfFile(file, 'keychain')
    if (name !== null) texts.push(openBytes(key, name, await readFile(join(folder, file))).toString('utf8'))
  }
  return { ceremony: found.ok ? JSON.stringify(found.value) : found.error.code, texts: texts.join('\n') }
}

describe.skipIf(missing !== null)(`a finished ceremony${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  let keyring: TestKeyring
  beforeAll(async () => {
    keyring = await startKeyring()
    Object.assign(process.env, keyring.env)
  })
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  afterAll(() => keyring.stop())

  it('does not open from an old copy of all files and the current keychain', async () => {
    const { test, profileId, ceremony, root } = await initialized()
    const copy = await backUp(test)
    await value(test.client.server.finishCeremony({ ceremonyId: ceremony.id, acceptLoss: true, signIn: false }))
    expect(await value(test.client.server.ceremony({ profileId }))).toBeNull()
    const { ceremony: found, texts } = await attack(copy, profileId)
    expect(texts).not.toContain(root)
    expect(found).toBe('file-unreadable')
  })

  it('that was removed with its connection does not open either', async () => {
    const { test, profileId, root } = await initialized()
    const copy = await backUp(test)
    await value(test.client.connections.remove({ profileId }))
    expect((await attack(copy, profileId)).texts).not.toContain(root)
  })

  it('handed out its shares one by one, and no old copy holds them', async () => {
    const { test, profileId, ceremony } = await initialized()
    const share = await valueOfItem(test, ceremony, 1)
    const copy = await backUp(test)
    await value(test.client.server.noteCeremonyItem({ ceremonyId: ceremony.id, item: 1, way: 'handed-over' }))
    expect((await attack(copy, profileId)).texts).not.toContain(share)
  })

  it('that is restored can be set aside again', async () => {
    const { test, profileId, ceremony } = await initialized()
    const copy = await backUp(test)
    await value(test.client.server.finishCeremony({ ceremonyId: ceremony.id, acceptLoss: true, signIn: false }))
    await cp(join(copy, 'data', 'sealed'), join(test.folder, 'data', 'sealed'), { recursive: true })
    expect(await codeOf(test.client.server.ceremony({ profileId }))).toBe('file-unreadable')
    expect((await value(test.client.custody.putAside({ profileId }))).files).toHaveLength(1)
    expect(await value(test.client.server.ceremony({ profileId }))).toBeNull()
  })

  it('that never began because the keychain was locked has sent the server nothing', async () => {
    const { test, profileId } = await initialized()
    const other = await startVault()
    ends.push(() => other.stop())
    await value(test.client.connections.update({ profileId, profile: draftOf(other.address) }))
    await keyring.lock()
    try {
      expect(await codeOf(test.client.server.initialize({ profileId, shares: 1, threshold: 1 }))).toBe(
        'keychain-refused',
      )
      expect(await vaultApi(other, 'GET', 'sys/init', {})).toMatchObject({ initialized: false })
    } finally {
      await keyring.unlock()
    }
    await value(test.client.app.lock({}))
    await value(test.client.app.unlock({}))
    expect(await value(test.client.server.initialize({ profileId, shares: 1, threshold: 1 }))).toMatchObject({
      sealedOnDisk: true,
    })
  })

  it('is recognized in the output of the core until it is finished, also after a restart', async () => {
    const { test, profileId, root } = await initialized()
    const copy = await backUp(test)
    const again = await startCore({ folder: copy })
    const { id } = await value(
      again.client.connections.add({ profile: draftOf('http://127.0.0.1:1', `about ${root}`) }),
    )
    const listed = JSON.stringify(await value(again.client.connections.list({})))
    expect(listed).toContain(id)
    expect(listed).not.toContain(root)
    expect(await value(again.client.server.ceremony({ profileId }))).not.toBeNull()
    await again.stop()
  })
})
