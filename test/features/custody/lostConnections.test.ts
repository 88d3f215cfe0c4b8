/** Sealed data of connections that the list has lost: the app shows their way and can restore or remove them. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../servers/certificates.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../startCore.ts'

const passphrase = 'a passphrase of a test'
let test: TestCore
let kept: TestVault
let fresh: TestVault
let keptId: string
let freshId: string
const ends: (() => Promise<void>)[] = []

beforeEach(async () => {
  const ca = await createAuthority('The CA of the company')
  ;[kept, fresh] = await Promise.all([startVault(), startVault({ tls: await ca.server() })])
  ends.push(
    () => kept.stop(),
    () => fresh.stop(),
  )
  test = await startCore()
  ends.push(() => test.stop())
  const { client } = test
  await value(client.app.keepInPassphraseFile({ passphrase }))
  keptId = (await value(client.connections.add({ profile: draftOf(kept.address, 'kept') }))).id
  const profile = { ...draftOf(fresh.address, 'fresh'), caPem: ca.certPem }
  freshId = (await value(client.connections.add({ profile }))).id
  const { id: ceremonyId } = await value(client.server.initialize({ profileId: keptId, shares: 1, threshold: 1 }))
  const { value: token } = await value(client.server.revealCeremonyItem({ ceremonyId, item: 'root-token' }))
  await value(client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: true }))
  await value(unsealOwnNode(client, keptId, { by: 'kept' }))
  await value(client.server.finishCeremony({ ceremonyId, acceptLoss: true, signIn: false }))
  const credentials = { method: 'token' as const, token }
  await value(client.session.signIn({ profileId: keptId, credentials, remember: true }))
  await value(client.server.initialize({ profileId: freshId, shares: 2, threshold: 2 }))
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Stops the app, changes the folder of its list, and starts it again. */
async function startAfter(change: (config: string) => Promise<void>): Promise<void> {
  const { folder } = test
  await test.core.close()
  await change(join(folder, 'config'))
  test = await startCore({ folder })
  await value(test.client.app.unlock({ passphrase }))
}
const withoutList = (config: string) => rm(config, { recursive: true })
const lost = () => value(test.client.lost.list({}))

describe('a connection that is missing from the list', () => {
  it('is shown with its way and its stored credentials', async () => {
    await startAfter(withoutList)
    expect(await value(test.client.connections.list({}))).toEqual([])
    const found = await lost()
    const of = (id: string) => found.find(({ profileId }) => profileId === id)
    expect(found).toHaveLength(2)
    expect(of(keptId)).toMatchObject({
      ways: [
        {
          way: { address: kept.address, authorities: [], skipVerify: false },
          kept: { token: true, rootToken: true, shares: 1, ceremony: false },
        },
      ],
    })
    expect(of(freshId)).toMatchObject({
      ways: [
        {
          way: { address: fresh.address, authorities: [expect.stringContaining('The CA of the company')] },
          kept: { token: false, shares: 0, ceremony: true },
        },
      ],
    })
  })

  it('is unchanged when it is restored: its token, its share and its unfinished ceremony are used again', async () => {
    await startAfter(withoutList)
    expect(await value(test.client.lost.restore({ profileId: keptId }))).toEqual({ name: new URL(kept.address).host })
    expect(await value(test.client.connections.list({}))).toMatchObject([
      { id: keptId, address: kept.address, stage: 'production' },
    ])
    expect(await value(test.client.session.resume({ profileId: keptId }))).toMatchObject({ remembered: true })
    expect(await value(test.client.custody.held({}))).toMatchObject([
      { profileId: keptId, shares: [{ index: 1 }], rootToken: {}, token: {} },
    ])
    await value(test.client.lost.restore({ profileId: freshId }))
    expect(await value(test.client.server.ceremony({ profileId: freshId }))).toMatchObject({ shares: 2 })
    expect(await lost()).toEqual([])
    expect(await codeOf(test.client.lost.restore({ profileId: keptId }))).toBe('not-found')
  })

  it('leaves nothing behind when its credentials are removed, on their own or with everything', async () => {
    await startAfter(withoutList)
    await value(test.client.lost.remove({ profileId: freshId }))
    expect((await lost()).map(({ profileId }) => profileId)).toEqual([keptId])
    expect(await codeOf(test.client.lost.remove({ profileId: freshId }))).toBe('not-found')
    await value(test.client.custody.removeAll({}))
    expect(
      (await lost()).flatMap(({ ways }) => ways.filter(({ kept: { token, shares } }) => token || shares > 0)),
    ).toEqual([])
    await value(test.client.lost.remove({ profileId: keptId }))
    expect(await lost()).toEqual([])
  })

  it('is listed only if neither the list, nor its copy, nor a list of a newer version can contain it', async () => {
    expect(await lost()).toEqual([])
    expect(await codeOf(test.client.lost.remove({ profileId: keptId }))).toBe('not-found')
    await startAfter(async (config) => writeFile(join(config, 'connections.json'), '{'))
    expect((await value(test.client.connections.list({}))).map(({ id }) => id)).toEqual([keptId, freshId])
    expect(await value(test.client.app.state({}))).toMatchObject({ connectionsRestored: true })
    expect(await lost()).toEqual([])

    await startAfter(async (config) => {
      const file = join(config, 'connections.json')
      const list = await readFile(`${file}.last-good`, 'utf8')
      await writeFile(file, list.replace('"version": 1', '"version": 9'))
      expect(await readdir(config)).toContain('connections.json.last-good')
    })
    expect(await value(test.client.connections.list({}))).toEqual([])
    expect(await lost()).toEqual([])
    expect(await codeOf(test.client.lost.remove({ profileId: keptId }))).toBe('not-found')
  })
})
