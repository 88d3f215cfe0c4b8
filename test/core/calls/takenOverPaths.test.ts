/** A window that an attacker controls reaches no program and no file of this computer through the contract. */
import { access, mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentAct } from '../../../electron/core/consent/act.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { codeOf, connectTo, startCore, value, type TestCore } from '../../features/startCore.ts'

let test: TestCore
let profileId: string
const asked: ConsentAct[] = []
/** The requests to the attacker's server, which answers as Vault, with policies of its choice, and as Kubernetes. */
const heard: IncomingMessage[] = []
const policies = new Map<string, string>()
const attacker = createServer((request, response) => {
  heard.push(request)
  const name = /\/v1\/sys\/policies\/acl\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''
  const data = { id: 'x', accessor: 'a', policies: ['root'], ttl: 0, name, policy: policies.get(name) ?? '' }
  const health = { initialized: true, sealed: false, standby: false, version: '1.21.0' }
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ items: [], data, ...health }))
})
let attackerAddress = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve))
  attackerAddress = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`
  test = await startCore({
    deps: {
      // The person refuses every question.
      askConsent: ({ act }) => {
        asked.push(act)
        return Promise.resolve(false)
      },
    },
  })
  profileId = await connectTo(test, attackerAddress, 'hvs.anyToken')
})
afterAll(async () => {
  await test.stop()
  attacker.close()
})

/** Makes a call as a page could send it, regardless of the contract. */
const call = (name: string, input: unknown) => test.core.call(name, input, {})

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const kubeconfigWith = (user: object) =>
  JSON.stringify({
    'current-context': 'here',
    clusters: [{ name: 'here', cluster: { server: attackerAddress } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
    users: [{ name: 'me', user }],
  })

/** Writes a text of the page's choice to the disk, through an export of policies that the person agreed to. */
async function plant(text: string, name: string): Promise<string> {
  policies.set(name, text)
  const handle = await test.handleOf('policies', test.folder)
  const { exportId, folder } = await value(test.client.policies.exportBegin({ profileId, handle }))
  const { file } = await value(test.client.policies.exportPolicy({ profileId, name, exportId }))
  return join(folder, file)
}

/** Tries everything that a page can do with a kubeconfig. */
async function use(source: unknown): Promise<void> {
  const read = await call('kubeconfig.read', { source })
  const run = /"digest":"([0-9a-f]+)"/.exec(JSON.stringify(read))?.[1]
  await call('kubeconfig.allow', { access: { source, context: 'here' } })
  await call('kubeconfig.cluster', { source, context: 'here' })
  for (const access of [
    { source, context: 'here', ...(run && { run }) },
    { source, context: 'here' },
  ])
    await call('kubeconfig.namespaces', { access })
}

describe('a taken-over window @boundary', () => {
  it('names no path', async () => {
    const path = await plant(kubeconfigWith({ token: 'x' }), 'named')
    const answers = await Promise.all([
      call('kubeconfig.read', { source: { kind: 'file', path } }),
      call('policies.exportBegin', { profileId, folder: join(test.folder, 'chosen-by-page') }),
      call('server.initialize', { profileId, shares: 1, threshold: 1, keepIn: { how: 'file', path: `${path}.new` } }),
      call('kubeconfig.read', { source: { kind: 'file', handle: path } }),
      call('files.choose', { kind: 'keys', name: path }),
    ])
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual(answers.map(() => 'invalid-input'))
  })

  it('runs no program through a kubeconfig that it exported as a policy, even if the person picks that file', async () => {
    const mark = join(test.folder, 'it-ran')
    const path = await plant(kubeconfigWith({ exec: { command: '/usr/bin/touch', args: [mark] } }), 'runs')
    await use({ kind: 'file', path })
    const source = { kind: 'file', handle: await test.handleOf('kubeconfig', path) }
    await use(source)
    expect(asked).toEqual([])
    expect(await call('kubeconfig.read', { source })).toMatchObject({
      value: { contexts: [], files: [{ path, state: 'written-by-app' }] },
    })
    // A link to the kubeconfig is the same file.
    await symlink(path, join(test.folder, 'link'))
    await use({ kind: 'file', handle: await test.handleOf('kubeconfig', join(test.folder, 'link')) })
    expect(await isThere(mark)).toBe(false)
    expect(asked).toEqual([])
  })

  it('runs no program of a kubeconfig that the person did not confirm', async () => {
    const mark = join(test.folder, 'it-ran-too')
    const path = join(test.folder, 'downloaded')
    await writeFile(path, kubeconfigWith({ exec: { command: '/usr/bin/touch', args: [mark] } }))
    await use({ kind: 'file', handle: await test.handleOf('kubeconfig', path) })
    expect(asked.splice(0)).toMatchObject([{ kind: 'run-program', program: '/usr/bin/touch', arguments: [mark] }])
    expect(await isThere(mark)).toBe(false)
  })

  it('sends no file of this computer to a server of its choice', async () => {
    const token = join(test.folder, '.vault-token')
    await writeFile(token, 'hvs.theTokenOfThePerson\n')
    const named = [
      { tokenFile: token },
      { tokenFile: './.vault-token' },
      { 'client-certificate': token, 'client-key': token },
    ]
    heard.splice(0)
    for (const [index, user] of named.entries()) {
      const path = join(test.folder, `names-${index}`)
      await writeFile(path, kubeconfigWith(user))
      const source = { kind: 'file' as const, handle: await test.handleOf('kubeconfig', path) }
      await use(source)
      const { contexts } = await value(test.client.kubeconfig.read({ source }))
      expect(contexts).toMatchObject([{ needsConsent: true, problems: [] }])
    }
    expect(asked.splice(0)[0]).toMatchObject({ kind: 'use-files', destination: attackerAddress })
    expect(heard).toEqual([])
  })

  it('has Kubernetes create no token that the person did not confirm', async () => {
    const acts: ConsentAct[] = []
    const askConsent = ({ act }: { act: ConsentAct }) => {
      acts.push(act)
      return Promise.resolve(false)
    }
    const other = await startCore({ deps: { askConsent } })
    const profile = await connectTo(other, attackerAddress, 'hvs.anyToken')
    const { id } = await value(other.client.kubeconfig.give({ text: kubeconfigWith({ token: 'x' }) }))
    const access = { source: { kind: 'given', id }, context: 'here' } as const
    const wish = { namespace: 'kube-system', serviceAccount: 'admin', audiences: [], seconds: 7200 }
    heard.splice(0)
    expect(await codeOf(other.client.kubernetesDoctor.makeToken({ profileId: profile, access, ...wish }))).toBe(
      'consent-refused',
    )
    expect(acts).toEqual([
      {
        kind: 'make-token',
        connection: expect.any(String),
        address: attackerAddress,
        account: 'kube-system/admin',
        seconds: 7200,
        destination: attackerAddress,
      },
    ])
    expect(heard).toEqual([])
    await other.stop()
  })

  it("reads nothing in the browser shell's folder without consent, and creates only what the core names", async () => {
    const folder = join(test.folder, 'shared')
    await mkdir(folder)
    await writeFile(join(folder, 'other'), 'a private thing of the person\n')
    await writeFile(join(folder, '.hidden'), kubeconfigWith({ token: 'x' }))
    await writeFile(join(folder, 'downloaded'), kubeconfigWith({ tokenFile: './other' }))
    await symlink('/etc/hostname', join(folder, 'link'))
    const acts: ConsentAct[] = []
    const askConsent = ({ act }: { act: ConsentAct }) => {
      acts.push(act)
      return Promise.resolve(false)
    }
    const browser = await startCore({ withoutDialog: true, deps: { askConsent, filesFolder: folder } })
    const offered = await value(browser.client.files.offered({}))
    const names = offered.how === 'folder' ? offered.files.map(({ name }) => name) : []
    expect(names).toEqual(['downloaded', 'other'])
    const handle = offered.how === 'folder' ? (offered.files[0]?.handle ?? '') : ''
    const access = { source: { kind: 'file' as const, handle }, context: 'here' }
    heard.splice(0)
    expect(await codeOf(browser.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    expect(await codeOf(browser.client.kubeconfig.allow({ access }))).toBe('consent-refused')
    expect(acts).toMatchObject([{ kind: 'use-files', files: [{ use: 'token', path: join(folder, 'other') }] }])
    expect(heard).toEqual([])
    expect(await codeOf(browser.client.files.choose({ kind: 'kubeconfig' }))).toBe('unsupported')
    const keys = await value(browser.client.files.choose({ kind: 'keys' }))
    expect(keys?.shownPath).toBe(join(folder, 'cluster-keys.json'))
    await browser.stop()
  })

  it('does not learn whether a file exists', async () => {
    const elsewhere = await temporaryFolder('elsewhere')
    await writeFile(join(elsewhere, 'there'), 'kind: Secret\n')
    const answers = async (name: string) => {
      const path = join(elsewhere, name)
      const { id } = await value(test.client.kubeconfig.give({ text: kubeconfigWith({ tokenFile: path }) }))
      const named = join(test.folder, 'names-it')
      await writeFile(named, kubeconfigWith({ tokenFile: path, 'client-certificate': path, 'client-key': path }))
      const source = { kind: 'file', path }
      const chosen = { kind: 'file', handle: await test.handleOf('kubeconfig', named) }
      return JSON.stringify([
        await call('kubeconfig.read', { source }),
        await call('kubeconfig.read', { source: { kind: 'given', id } }),
        await call('kubeconfig.namespaces', { access: { source: { kind: 'given', id }, context: 'here' } }),
        await call('policies.exportBegin', { profileId, folder: join(path, 'x') }),
        await call('server.initialize', { profileId, shares: 1, threshold: 1, keepIn: { how: 'file', path } }),
        await call('kubeconfig.namespaces', { access: { source: chosen, context: 'here' } }),
      ]).replaceAll(name, 'NAME')
    }
    expect(JSON.parse(await answers('there'))).toEqual(JSON.parse(await answers('away!')))
    await removeFolder(elsewhere)
  })

  it('cannot choose the suggested file name', async () => {
    const proposed: string[] = []
    const saving = await startCore({
      deps: {
        saveFile: (name) => {
          proposed.push(name)
          return Promise.resolve(null)
        },
      },
    })
    const { client } = saving
    const id = await connectTo(saving, attackerAddress, 'hvs.anyToken')
    for (const name of ['.bash_profile', 'a/.ssh/authorized_keys', 'x\u202egpj.exe', 'con', '\u0000', '....', '-rf'])
      await client.policies.exportText({ profileId: id, name, text: 'path "a" {}' })
    expect(await saving.core.call('kubernetes.exportRoles', { name: '.profile', text: '' }, {})).toMatchObject({
      ok: false,
    })
    await client.kubernetes.exportRoles({ format: 'commands', text: 'x' })
    expect(proposed).toEqual([
      'bash_profile.hcl',
      'a_.ssh_authorized_keys.hcl',
      'x_gpj.exe.hcl',
      '_con.hcl',
      'policy.hcl',
      'rf.hcl',
      'kubernetes-roles.sh',
    ])
    await saving.stop()
  })
})
