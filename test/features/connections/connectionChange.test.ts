/** A changed connection: tokens and keys go only to the server that they were stored for. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../../servers/certificates.ts'
import { holdingProxy, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { startVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../startCore.ts'

const passphrase = 'a passphrase of a test'
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Two addresses of one server; the second one represents an attacker's. */
async function twoWays(): Promise<[HoldingProxy, HoldingProxy]> {
  const vault = await startVault()
  ends.push(() => vault.stop())
  const ways = await Promise.all([holdingProxy(vault.port), holdingProxy(vault.port)])
  for (const way of ways) ends.push(() => way.stop())
  return [ways[0], ways[1]]
}
async function newCore(folder?: string): Promise<TestCore> {
  const test = await startCore(folder === undefined ? {} : { folder })
  ends.push(() => test.stop())
  return test
}
/** Adds a connection and stores the root token and the only share. The connection is signed in. */
async function keepingEverything(test: TestCore, address: string): Promise<string> {
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(address) }))
  const { id: ceremonyId } = await value(
    test.client.server.initialize({ profileId, shares: 1, threshold: 1, keepIn: { how: 'memory' } }),
  )
  await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: true }))
  await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))
  await value(test.client.server.finishCeremony({ ceremonyId, acceptLoss: true, signIn: true }))
  return profileId
}
const tokensAt = (way: HoldingProxy) => way.seen.flatMap(({ token }) => token ?? [])

describe('a connection with a changed address', () => {
  it('sends neither token nor keys to the new address, and uses its keys again at the old one', async () => {
    const [ours, theirs] = await twoWays()
    const test = await newCore()
    const profileId = await keepingEverything(test, ours.address)
    expect(tokensAt(ours)).not.toEqual([])
    await value(test.client.connections.update({ profileId, profile: draftOf(theirs.address) }))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
    expect(await codeOf(test.client.session.resume({ profileId }))).toBe('rejected')
    expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toBe('rejected')
    expect(tokensAt(theirs)).toEqual([])
    expect(theirs.seen.filter(({ path }) => path === '/v1/sys/unseal')).toEqual([])
    await value(test.client.connections.update({ profileId, profile: draftOf(ours.address) }))
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ policies: ['root'] })
  })

  it('also sends nothing when the list of connections was changed on disk', async () => {
    const [ours, theirs] = await twoWays()
    const first = await startCore({ folder: (await newCore()).folder })
    const profileId = await keepingEverything(first, ours.address)
    await first.stop()
    const file = join(first.folder, 'config', 'connections.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace(ours.address, theirs.address))
    const test = await newCore(first.folder)
    await value(test.client.app.unlock({ passphrase }))
    expect(await codeOf(test.client.session.resume({ profileId }))).toBe('rejected')
    expect(tokensAt(theirs)).toEqual([])
  })

  it('does not overwrite its keys with those of another server', async () => {
    const [ours] = await twoWays()
    const [others] = await twoWays()
    const test = await newCore()
    const profileId = await keepingEverything(test, ours.address)
    await value(test.client.connections.update({ profileId, profile: draftOf(others.address) }))
    const { id: ceremonyId } = await value(
      test.client.server.initialize({ profileId, shares: 1, threshold: 1, keepIn: { how: 'memory' } }),
    )
    const keeping = { ceremonyId, shares: [1], rootToken: false }
    expect(await codeOf(test.client.server.keepCeremony(keeping))).toBe('rejected')
    await value(test.client.server.forgetKept({ profileId }))
    expect(await value(test.client.server.keepCeremony(keeping))).toMatchObject({
      places: [{ item: 1, way: 'keychain' }],
    })
  })

  it('hides its drafts until its address is restored', async () => {
    const [ours, theirs] = await twoWays()
    const test = await newCore()
    const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(ours.address) }))
    await value(test.client.drafts.keep({ profileId, place: 'secret:secret/a', content: 'half an edit' }))
    await value(test.client.connections.update({ profileId, profile: draftOf(theirs.address) }))
    expect(await value(test.client.drafts.list({}))).toEqual([])
    await value(test.client.connections.update({ profileId, profile: draftOf(ours.address) }))
    expect(await value(test.client.drafts.list({}))).toMatchObject([{ profileId, place: 'secret:secret/a' }])
  })
})

describe('a connection whose server is identified in another way', () => {
  it.each([
    ['it is no longer verified', { skipVerify: true }],
    ['another name is asked for', { tlsServerName: 'other.example' }],
    ['another namespace is meant', { namespace: 'team' }],
  ])('signs out when %s', async (_how, change) => {
    const [ours] = await twoWays()
    const test = await newCore()
    const profileId = await keepingEverything(test, ours.address)
    await value(test.client.connections.update({ profileId, profile: draftOf(ours.address, 'renamed') }))
    expect(await value(test.client.session.identity({ profileId }))).not.toBeNull()
    await value(test.client.connections.update({ profileId, profile: { ...draftOf(ours.address), ...change } }))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
  })
})

describe("a client's certificate and key", () => {
  it('are checked against each other if only one of them changes, and are removed together', async () => {
    const [one, other] = await Promise.all([selfSigned(), selfSigned()])
    const test = await newCore()
    const draft = { ...draftOf('https://127.0.0.1:1'), clientCertPem: one.certPem }
    const { id: profileId } = await value(
      test.client.connections.add({ profile: { ...draft, clientKeyPem: one.keyPem } }),
    )
    const update = (change: object) => test.client.connections.update({ profileId, profile: { ...draft, ...change } })
    expect(await codeOf(update({ clientCertPem: other.certPem }))).toBe('certificate-invalid')
    expect(await codeOf(update({ clientKeyPem: other.keyPem }))).toBe('certificate-invalid')
    expect(await value(update({ name: 'renamed' }))).toMatchObject({ hasClientKey: true })
    expect(await value(update({ clientCertPem: null }))).toMatchObject({ hasClientKey: false })
  })
})
