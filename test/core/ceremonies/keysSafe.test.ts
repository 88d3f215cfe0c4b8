/** New keys exist only once: nothing that happens while a server is initialized may lose them. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { holdingProxy, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { startVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../../features/startCore.ts'

const passphrase = 'a passphrase of a test'
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function newServer(): Promise<HoldingProxy> {
  const vault = await startVault()
  ends.push(() => vault.stop())
  const proxy = await holdingProxy(vault.port)
  ends.push(() => proxy.stop())
  return proxy
}
async function newCore(folder?: string): Promise<TestCore> {
  const test = await startCore(folder === undefined ? {} : { folder })
  ends.push(() => test.stop())
  return test
}
const connect = async (test: TestCore, address: string) =>
  (await value(test.client.connections.add({ profile: draftOf(address) }))).id
const memory = { how: 'memory' } as const
const oneKey = { shares: 1, threshold: 1, keepIn: memory }
const sealed = { shares: 1, threshold: 1 }

describe('keys of a server that is being initialized', () => {
  it('are announced to every window when they arrive, are stored and are finished', async () => {
    const vault = await startVault()
    ends.push(() => vault.stop())
    const test = await newCore()
    const profileId = await connect(test, vault.address)
    const heard: string[] = []
    test.core.listen((event) => {
      if (event.type === 'ceremony-changed') heard.push(event.profileId)
    })
    const ceremony = await value(test.client.server.initialize({ profileId, ...oneKey }))
    expect(heard).toEqual([profileId])
    const before = heard.length
    await value(test.client.server.finishCeremony({ ceremonyId: ceremony.id, acceptLoss: true, signIn: false }))
    expect(heard.slice(before)).toEqual([profileId])
  })

  it('survive a lock before the answer, without a keychain', async () => {
    const server = await newServer()
    const test = await newCore()
    const profileId = await connect(test, server.address)
    const held = server.hold('PUT', '/v1/sys/init')
    const initializing = test.client.server.initialize({ profileId, ...oneKey })
    await held.arrived
    await value(test.client.app.lock({}))
    held.release()
    await initializing
    expect(await codeOf(test.client.server.ceremony({ profileId }))).toBe('locked')
    await value(test.client.app.unlock({}))
    const ceremony = await value(test.client.server.ceremony({ profileId }))
    expect(
      await value(unsealOwnNode(test.client, profileId, { by: 'ceremony', ceremonyId: ceremony?.id ?? '' })),
    ).toMatchObject({
      sealed: false,
    })
  })

  it('survive a lock and the end of Strongroom before the answer', async () => {
    const server = await newServer()
    const folder = (await newCore()).folder
    const first = await startCore({ folder })
    const profileId = await connect(first, server.address)
    await value(first.client.app.keepInPassphraseFile({ passphrase }))
    const held = server.hold('PUT', '/v1/sys/init')
    const initializing = first.client.server.initialize({ profileId, ...sealed })
    await held.arrived
    await value(first.client.app.lock({}))
    const closing = first.stop()
    held.release()
    await closing
    expect(await codeOf(initializing)).toBe('locked')

    const second = await newCore(folder)
    await value(second.client.app.unlock({ passphrase }))
    expect(await value(second.client.server.ceremony({ profileId }))).toMatchObject({ shares: 1, sealedOnDisk: true })
  })

  it('survive a change of the connection before the answer, and are submitted only to their own server', async () => {
    const server = await newServer()
    const other = await newServer()
    const test = await newCore()
    const profileId = await connect(test, server.address)
    const held = server.hold('PUT', '/v1/sys/init')
    const initializing = test.client.server.initialize({ profileId, ...oneKey })
    await held.arrived
    await value(test.client.connections.update({ profileId, profile: draftOf(other.address) }))
    held.release()
    const { id: ceremonyId } = await value(initializing)
    expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'ceremony', ceremonyId }))).toBe('rejected')
    expect(other.seen.filter(({ path }) => path === '/v1/sys/unseal')).toEqual([])
    await value(test.client.connections.update({ profileId, profile: draftOf(server.address) }))
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'ceremony', ceremonyId }))).toMatchObject({
      sealed: false,
    })
  })

  it('are kept next to the keys of the server that the connection had before', async () => {
    const [one, two] = [await newServer(), await newServer()]
    const test = await newCore()
    const profileId = await connect(test, one.address)
    const first = await value(test.client.server.initialize({ profileId, ...oneKey }))
    await value(test.client.connections.update({ profileId, profile: draftOf(two.address) }))
    const second = await value(test.client.server.initialize({ profileId, ...oneKey }))
    expect(await value(test.client.server.ceremony({ profileId }))).toEqual(second)
    await value(test.client.server.finishCeremony({ ceremonyId: second.id, acceptLoss: true, signIn: false }))
    expect(await value(test.client.server.ceremony({ profileId }))).toEqual(first)
  })

  it('are held in memory while the disk rejects them, and are sealed when it accepts them', async () => {
    const server = await newServer()
    const test = await newCore()
    const profileId = await connect(test, server.address)
    await value(test.client.app.keepInPassphraseFile({ passphrase }))
    const folder = join(test.folder, 'data', 'sealed')
    const held = server.hold('PUT', '/v1/sys/init')
    const initializing = test.client.server.initialize({ profileId, ...sealed })
    await held.arrived
    // A file in place of the folder: nothing can be written there, not even by root.
    await rename(folder, `${folder}-away`)
    await writeFile(folder, '')
    held.release()
    const ceremony = await value(initializing)
    expect(ceremony).toMatchObject({ sealedOnDisk: false })
    await rm(folder)
    await rename(`${folder}-away`, folder)
    expect(await value(test.client.server.ceremony({ profileId }))).toEqual({ ...ceremony, sealedOnDisk: true })
  })
})
