/** The practice server's connection: its stored credentials follow the server to another port, and no others do. */
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { vaultProgram } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../startCore.ts'

const passphrase = 'a passphrase of a test'
const ends: (() => Promise<unknown>)[] = []
let test: TestCore

const start = async (folder?: string): Promise<TestCore> => {
  const environment = { STRONGROOM_VAULT_BIN: await vaultProgram() }
  return startCore({ ...(folder !== undefined && { folder }), deps: { environment } })
}
beforeEach(async () => {
  test = await start()
  ends.push(() => test.stop())
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Starts the practice server. Returns its connection. */
async function practice(): Promise<{ readonly id: string; readonly address: string; readonly practice: boolean }> {
  for await (const progress of test.client.practice.start({})) void progress
  const { profileId } = await value(test.client.practice.state({}))
  const profile = (await value(test.client.connections.list({}))).find(({ id }) => id === profileId)
  if (profile === undefined) throw new Error('the practice server has no connection')
  return profile
}
async function keepKeys(profileId: string): Promise<void> {
  const { id: ceremonyId } = await value(test.client.server.initialize({ profileId, shares: 1, threshold: 1 }))
  await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: true }))
  await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))
  await value(test.client.server.finishCeremony({ ceremonyId, acceptLoss: true, signIn: true }))
  await value(test.client.places.visit({ profileId, place: { mount: 'secret/', path: 'a' } }))
}
/** Another program takes the port of the practice server while it is stopped. */
async function takePort(address: string): Promise<void> {
  await value(test.client.practice.stop({}))
  const thief = createServer().listen(Number(new URL(address).port), '127.0.0.1')
  await once(thief, 'listening')
  ends.push(async () => thief.close())
}

describe('the practice server on another port', () => {
  it('keeps its keys, its token and its places, without a question to the user', async () => {
    const before = await practice()
    await keepKeys(before.id)
    await takePort(before.address)
    const after = await practice()
    expect(after).toMatchObject({ id: before.id, practice: true })
    expect(after.address).not.toBe(before.address)
    expect(await value(test.client.custody.waysOf({ profileId: after.id }))).toMatchObject({ others: [] })
    expect(await value(unsealOwnNode(test.client, after.id, { by: 'kept' }))).toMatchObject({ sealed: false })
    await expect.poll(() => codeOf(test.client.session.resume({ profileId: after.id }))).toBe('ok')
    expect((await value(test.client.places.read({ profileId: after.id }))).recent).toHaveLength(1)
    expect(test.consents.map(({ kind }) => kind)).toEqual(['choose-passphrase'])
  })

  it('does not trust the list of connections about which one is its own', async () => {
    const { id } = await practice()
    await value(test.client.practice.stop({}))
    const { id: other } = await value(test.client.connections.add({ profile: draftOf('http://127.0.0.1:1', 'other') }))
    const { folder } = test
    await test.core.close()
    const file = join(folder, 'config', 'connections.json')
    const content = JSON.parse(await readFile(file, 'utf8')) as { profiles: { id: string }[] }
    const profiles = content.profiles.map((each) => ({ ...each, practice: each.id === other }))
    await writeFile(file, JSON.stringify({ ...content, profiles }))
    test = await start(folder)
    await value(test.client.app.unlock({ passphrase }))
    expect(await practice()).toMatchObject({ id })
    const list = await value(test.client.connections.list({}))
    expect(list.find((each) => each.id === other)).toMatchObject({ practice: false, address: 'http://127.0.0.1:1' })
  })

  it('is recognized if an older version has sealed nothing about it', async () => {
    const before = await practice()
    await keepKeys(before.id)
    const { folder } = test
    await value(test.client.practice.stop({}))
    await test.core.close()
    const { createSealedStore } = await import('../../../electron/storage/keychain/sealedStore.ts')
    const { createLog } = await import('../../../electron/base/log/log.ts')
    const store = createSealedStore({ folder: join(folder, 'data', 'sealed'), keychain: null, log: createLog(null) })
    await store.open()
    await store.unlock(passphrase)
    await store.remove('practice-connection')
    store.lock()
    test = await start(folder)
    await value(test.client.app.unlock({ passphrase }))
    expect(await practice()).toMatchObject({ id: before.id, practice: true })
  })
})
