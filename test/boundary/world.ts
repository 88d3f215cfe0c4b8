/**
 * The environment of a compromised window: a person signed in to a real Vault whose token, key shares and root token
 * are stored in a real keychain, a home folder with credentials of other programs in it, and a server of the attacker.
 */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConsentAct } from '../../electron/core/consent/act.ts'
import { draftOf, startCore, value, type TestCore } from '../features/startCore.ts'
import { initialize, mountKv, unseal, vaultApi, type RootKeys } from '../servers/initialized.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { startRecordingServer, type RecordingServer } from './recordingServer.ts'

export interface World {
  readonly test: TestCore
  readonly attacker: RecordingServer
  readonly profileId: () => string
  /** A connection to the attacker's server. */
  readonly attackerId: () => string
  readonly vault: TestVault
  readonly home: string
  /** Texts that must reach neither the window nor the attacker, each with its name. */
  readonly secrets: () => ReadonlyMap<string, string>
  /** Consents that were requested, and refused, since the last call. */
  takeConsents(): readonly ConsentAct[]
  /** Returns new files outside the app's own folders, including the marker of the planted program, and removes them. */
  takeNewFiles(): Promise<readonly string[]>
  /** Restores the initial state of the server and the app after calls have changed it. */
  heal(): Promise<void>
  stop(): Promise<void>
}

/** The file that the planted program creates. */
const marker = 'a-program-ran'

/** Builds the environment. The keychain of this process must exist already. */
export async function startWorld(): Promise<World> {
  const folder = await temporaryFolder('boundary')
  const home = join(folder, 'home')
  const attacker = await startRecordingServer()
  const vault = await startVault()
  const keys = await initialize(vault, 3, 2)
  await unseal(vault, keys)
  await mountKv(vault, keys.rootToken)
  await plantHome(home, attacker.address)

  const secrets = new Map<string, string>([
    ['the root token', keys.rootToken],
    ...keys.keys.map((key, index): [string, string] => [`share ${index + 1} in base64`, key]),
    ...keys.keysHex.map((key, index): [string, string] => [`share ${index + 1} in hex`, key]),
    ...Object.entries(planted),
  ])
  const consents: ConsentAct[] = []
  const test = await startCore({
    folder: join(folder, 'app'),
    deps: {
      environment: { HOME: home, PATH: join(home, 'bin'), STRONGROOM_PROGRAM_FOLDERS: '' },
      askConsent: async ({ act }) => {
        consents.push(act)
        return false
      },
    },
  })
  const { client } = test
  await value(client.app.unlock({}))
  const profile = { ...draftOf(vault.address, 'victim'), stage: 'dev' as const }
  const ids = { victim: '', attacker: '' }
  let tokens = 0

  /** Creates connections, stored shares and a session, as far as they are missing. */
  const prepare = async (): Promise<void> => {
    const listed = new Set((await value(client.connections.list({}))).map(({ id }) => id))
    const isThere = listed.has(ids.victim)
    const isBack = isThere && (await client.connections.update({ profileId: ids.victim, profile })).ok
    if (!isBack) ids.victim = (await value(client.connections.add({ profile }))).id
    if (!listed.has(ids.attacker)) {
      ids.attacker = (await value(client.connections.add({ profile: draftOf(attacker.address, 'other') }))).id
    }
    const profileId = ids.victim
    await value(client.custody.setSharePolicy({ profileId, sharePolicy: 'practice' }))
    for (const [index, share] of keys.keys.entries())
      await client.custody.addShare({ profileId, share, index: index + 1 })
    const token = await newToken(vault, keys)
    tokens += 1
    secrets.set(`the person's token ${tokens}`, token)
    await value(client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: true }))
  }
  /** Whether the person is signed in and everything is stored. */
  const isWhole = async (): Promise<boolean> => {
    const [identity, held, listed] = await Promise.all([
      client.session.identity({ profileId: ids.victim }),
      client.custody.held({}),
      client.connections.list({}),
    ])
    if (!identity.ok || identity.value === null || !held.ok || !listed.ok) return false
    const mine = held.value.find((each) => each.profileId === ids.victim)
    const asItWas = listed.value.some(
      ({ id, address, proxy }) => id === ids.victim && address === vault.address && proxy === null,
    )
    return asItWas && mine?.shares.length === 3 && mine.token !== null && (await isAlive(vault, secrets, tokens))
  }
  await prepare()
  if (!(await isWhole())) throw new Error('the world could not be prepared')
  const filesBefore = new Set(await readdir(folder, { recursive: true }))

  return {
    test,
    attacker,
    profileId: () => ids.victim,
    attackerId: () => ids.attacker,
    vault,
    home,
    secrets: () => secrets,
    takeConsents: () => consents.splice(0),
    takeNewFiles: async () => {
      const found = (await readdir(folder, { recursive: true })).filter(
        (name) => !filesBefore.has(name) && !/^app(?:\/|$)/.test(name),
      )
      for (const name of found) await rm(join(folder, name), { recursive: true, force: true })
      return found
    },
    heal: async () => {
      await value(client.app.unlock({}))
      if (await isWhole()) return
      await healVault(vault, keys)
      await prepare()
    },
    stop: async () => {
      await test.core.close()
      await Promise.all([vault.stop(), attacker.stop()])
      await removeFolder(folder)
    },
  }
}

/** Credentials of other programs. None of them is a part of another, so each is found separately. */
const planted = {
  '~/.vault-token': 'hvs.CAESIFileTokenOfAnotherProgram0123456789',
  '~/.ssh/id_ed25519': 'bmV2ZXIgdG8gYmUgcmVhZCBieSBhIHdpbmRvdw0123456789',
  'the token of ~/.kube/config': 'kubeTokenThatStaysInTheCore0123456789abcdef',
  'the output of a program': 'execTokenThatNobodyAllowed0123456789abcdef',
}

async function plantHome(home: string, attacker: string): Promise<void> {
  for (const folder of ['bin', '.kube', '.ssh']) await mkdir(join(home, folder), { recursive: true })
  await writeFile(join(home, '.vault-token'), planted['~/.vault-token'])
  await writeFile(join(home, '.ssh', 'id_ed25519'), planted['~/.ssh/id_ed25519'])
  await writeFile(join(home, '.bash_profile'), '# untouched\n')
  const program = join(home, 'bin', 'make-credential')
  const credential = { kind: 'ExecCredential', status: { token: planted['the output of a program'] } }
  await writeFile(program, `#!/bin/sh\ntouch '${join(home, marker)}'\necho '${JSON.stringify(credential)}'\n`)
  await chmod(program, 0o700)
  await writeFile(join(home, '.kube', 'config'), kubeconfig(attacker, program, join(home, '.vault-token')))
}

/** Returns a kubeconfig with one context for each way to a credential. */
const kubeconfig = (server: string, program: string, tokenFile: string) => `apiVersion: v1
kind: Config
current-context: runs
clusters: [{ name: c, cluster: { server: '${server}' } }]
contexts:
  - { name: runs, context: { cluster: c, user: runs } }
  - { name: reads, context: { cluster: c, user: reads } }
users:
  - { name: runs, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: '${program}', interactiveMode: Never } } }
  - { name: reads, user: { tokenFile: '${tokenFile}' } }
`

/** Creates a token of a person who has all permissions but is not root. */
async function newToken(vault: TestVault, { rootToken }: RootKeys): Promise<string> {
  const policy = 'path "*" { capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"] }'
  await vaultApi(vault, 'PUT', 'sys/policies/acl/everything', { token: rootToken, body: { policy } })
  const made = await vaultApi(vault, 'POST', 'auth/token/create', {
    token: rootToken,
    body: { policies: ['everything'], ttl: '12h' },
  })
  return (made['auth'] as { client_token: string }).client_token
}

/** Whether the newest token works: not if it was revoked or the server is sealed. */
async function isAlive(vault: TestVault, secrets: ReadonlyMap<string, string>, tokens: number): Promise<boolean> {
  const token = secrets.get(`the person's token ${tokens}`) ?? ''
  const self = await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token }).catch(() => null)
  const mounts = await vaultApi(vault, 'GET', 'sys/mounts/secret', { token }).catch(() => null)
  return self !== null && mounts !== null
}

async function healVault(vault: TestVault, keys: RootKeys): Promise<void> {
  const { sealed } = (await (await fetch(`${vault.address}/v1/sys/seal-status`)).json()) as { sealed: boolean }
  if (sealed) {
    await vaultApi(vault, 'PUT', 'sys/unseal', { body: { reset: true } })
    await unseal(vault, keys)
  }
  const token = keys.rootToken
  if ((await vaultApi(vault, 'GET', 'sys/mounts/secret', { token }).catch(() => null)) === null) {
    await mountKv(vault, token)
  }
}
