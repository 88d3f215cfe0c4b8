/**
 * Signing in, step by step, against a server that answers as a test says: what is stored, held, dropped and revoked.
 */
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Profile } from '../../../electron/contract/connections.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import type { Credentials as Given } from '../../../electron/contract/signInMethods.ts'
import { createCredentials, withToken } from '../../../electron/core/sessions/credentials.ts'
import { createEvents } from '../../../electron/core/events.ts'
import { createHeldDigests } from '../../../electron/core/held/heldDigests.ts'
import { createServers } from '../../../electron/core/sessions/servers.ts'
import type { Services } from '../../../electron/core/services.ts'
import { signIn, signInWithToken } from '../../../electron/core/sessions/signIn.ts'
import { wayOf } from '../../../electron/storage/profiles/way.ts'
import { createWays } from '../../../electron/core/sessions/ways.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { hostile, json, type Hostile } from '../../vault/hostile.ts'
import { openStore } from '../custody/sealedStores.ts'
import { draftOf, noClusters } from '../../features/startCore.ts'

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const token = 'hvs.CAESIJtheTokenThatASignInReturned0123456789'
const byToken: Given = { method: 'token', token }
const byPassword: Given = { method: 'userpass', mount: 'people/', username: 'ann', password: 'a password' }
const byRole: Given = { method: 'approle', mount: 'approle/', roleId: 'role', secretId: 'secret' }

const lookup = { data: { display_name: 'ann', policies: ['default'], path: 'auth/people/login/ann', type: 'service' } }
const auth = {
  client_token: token,
  policies: ['reader'],
  metadata: { username: 'ann' },
  lease_duration: 60,
  entity_id: 'e',
}

let server: Hostile
/** The answers by method and path; everything else is answered with 404. */
let answers: Record<string, RequestListener>
let folder: string
let services: Services
let isLocked: boolean
let page: AbortController
/** Everything else that was announced, in order. */
let told: unknown[]

beforeEach(async () => {
  answers = {
    'GET /v1/auth/token/lookup-self': json(200, lookup),
    'POST /v1/auth/people/login/ann': json(200, { auth }),
    'POST /v1/auth/approle/login': json(200, { auth }),
    'POST /v1/auth/token/revoke-self': json(200, {}),
  }
  server = await hostile((request, response) =>
    (answers[`${request.method} ${request.url}`] ?? json(404, { errors: [] }))(request, response),
  )
  folder = await temporaryFolder('sign-in')
  isLocked = false
  page = new AbortController()
  told = []
  await serve(folder)
})
afterEach(async () => {
  await services.servers.closeAll()
  await server[Symbol.asyncDispose]()
  await removeFolder(folder)
})

/** Makes the services that a sign-in uses, over a store in `kept`, or in memory without it. */
async function serve(kept?: string): Promise<void> {
  const { store, epochs } = await openStore(kept)
  const profile: Profile = { ...draftOf(server.address), id: profileId, hasClientKey: false, practice: false }
  const credentials = createCredentials(store, epochs)
  const forgets = (what: string) => ({ forget: (id: string) => void told.push([what, id]) })
  const servers = createServers({
    clusterMemory: noClusters(),
    version: '0.0.0',
    profile: async () => profile,
    credentials,
    events: createEvents(),
    isLocked: () => isLocked,
    confirmedNodes: async () => [],
    onNoActiveNode: () => undefined,
    onEnd: () => undefined,
  })
  services = {
    store,
    credentials,
    servers,
    ways: createWays(store),
    held: createHeldDigests(),
    profiles: { rememberSignIn: async (id: string, way: unknown) => void told.push(['remembered', id, way]) },
    kvVersions: forgets('kvVersions'),
    capabilities: forgets('capabilities'),
    engineSettings: forgets('engineSettings'),
    log: { warn: (fields: object, message: string) => told.push([message, Object.keys(fields)]) },
  } as unknown as Services
}

const context = () => ({ signal: page.signal, warn: (warnings: readonly string[]) => void told.push(...warnings) })
const signInBy = (given: Given, remember = false) => signIn(services, profileId, given, remember, context())
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
const paths = () => server.arrived.map(({ method, url }) => `${method} ${url.replace('/v1/', '')}`)
const kept = async () => (await services.credentials.read(profileId)).token
const owners = () =>
  services.held
    .holdersIn(token)
    .map(({ owner }) => owner.split(':')[0] ?? '')
    .toSorted((one, two) => one.localeCompare(two))

describe('a sign-in that succeeds', () => {
  it('with a token stores nothing, and shows the identity of the token', async () => {
    expect(await signInBy(byToken)).toEqual({
      displayName: 'ann',
      policies: ['default'],
      identityPolicies: [],
      entityId: '',
      path: 'auth/people/login/ann',
      type: 'service',
      orphan: false,
      renewable: false,
      creationTtl: 0,
      expiresAt: null,
      issuedAt: null,
      complete: true,
      remembered: false,
      keepProblem: null,
    })
    expect(paths()).toEqual(['GET auth/token/lookup-self'])
    expect([services.servers.tokenOf(profileId), await kept()]).toEqual([token, null])
    expect(told).toEqual([
      ['kvVersions', profileId],
      ['capabilities', profileId],
      ['engineSettings', profileId],
      ['remembered', profileId, { method: 'token', mount: '', username: '' }],
    ])
  })

  it.each<[Given, object]>([
    [byPassword, { method: 'userpass', mount: 'people/', username: 'ann' }],
    [byRole, { method: 'approle', mount: 'approle/', username: '' }],
  ])('remembers its method, and no credential: %o', async (given, way) => {
    await signInBy(given)
    expect(services.servers.tokenOf(profileId)).toBe(token)
    expect(told).toContainEqual(['remembered', profileId, way])
    expect(server.arrived.map(({ headers }) => headers['x-vault-token'])).toEqual([undefined, token])
    expect(paths()).not.toContain('POST auth/token/revoke-self')
  })

  it('stores the token and its way on request, and drops it at the next sign-in without that request', async () => {
    expect(await signInBy(byPassword, true)).toMatchObject({ remembered: true, keepProblem: null })
    const { id, facts } = await services.servers.connection(profileId)
    expect(await services.credentials.read(profileId)).toMatchObject({ token, tokenFor: id })
    expect([...(await services.ways.facts(profileId))]).toEqual([[id, facts]])
    expect(await signInBy(byPassword)).toMatchObject({ remembered: false, keepProblem: null })
    expect(await kept()).toBeNull()
  })

  it('leaves a token unchanged that is stored for another way', async () => {
    const other = wayOf({ ...draftOf('https://other.example') }).id
    await services.credentials.change(profileId, (before) => withToken(before, other, 'hvs.other'))
    await signInBy(byToken)
    expect(await kept()).toBe('hvs.other')
    expect([...(await services.ways.facts(profileId))]).toEqual([])
  })

  it('passes the warnings of the server on', async () => {
    answers['POST /v1/auth/people/login/ann'] = json(200, { auth, warnings: ['a warning'] })
    await signInBy(byPassword)
    expect(told).toContain('a warning')
  })
})

describe('a token without permission to look itself up', () => {
  beforeEach(() => {
    answers['GET /v1/auth/token/lookup-self'] = json(403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] })
  })

  it('is signed in with the data of the sign-in response', async () => {
    expect(await signInBy(byPassword)).toMatchObject({
      displayName: 'ann',
      policies: ['reader'],
      entityId: 'e',
      path: 'auth/people/login/ann',
      creationTtl: 60,
      complete: false,
    })
  })

  it('is signed in without any further data', async () => {
    expect(await signInBy(byToken)).toEqual({
      displayName: '',
      policies: [],
      identityPolicies: [],
      entityId: '',
      path: '',
      type: 'other',
      orphan: false,
      renewable: false,
      creationTtl: 0,
      expiresAt: null,
      issuedAt: null,
      complete: false,
      remembered: false,
      keepProblem: null,
    })
  })
})

describe('@boundary a sign-in that fails', () => {
  it('asks no server for a token that could not be stored', async () => {
    await serve()
    expect(await codeOf(signInBy(byPassword, true))).toBe('keychain-unavailable')
    expect(paths()).toEqual([])
    expect(await codeOf(signInBy(byPassword))).toBe('ok')
  })

  it('reports that the server does not know the token', async () => {
    answers['GET /v1/auth/token/lookup-self'] = json(403, { errors: ['permission denied', 'invalid token'] })
    const failing = signInBy(byToken)
    await expect(failing).rejects.toMatchObject({
      code: 'sign-in-refused',
      error: { status: 403, vaultErrors: ['permission denied', 'invalid token'] },
    })
    expect(services.servers.tokenOf(profileId)).toBeNull()
  })

  it('revokes the token that it created, and never one that the person brought', async () => {
    answers['GET /v1/auth/token/lookup-self'] = json(400, { errors: ['no'] })
    for (const given of [byPassword, byRole, byToken]) {
      server.arrived.length = 0
      expect(await codeOf(signInBy(given))).toBe('rejected')
      const revoking = server.arrived.filter(({ url }) => url.endsWith('revoke-self'))
      expect(revoking.map(({ headers }) => headers['x-vault-token'])).toEqual(given === byToken ? [] : [token])
    }
    expect(told).toEqual([])
    expect(owners()).not.toContain('session')
  })

  it('fails with its own error even if the token cannot be revoked', async () => {
    answers['GET /v1/auth/token/lookup-self'] = json(400, { errors: ['no'] })
    answers['POST /v1/auth/token/revoke-self'] = json(403, { errors: ['permission denied'] })
    expect(await codeOf(signInBy(byPassword))).toBe('rejected')
  })

  it('restores no token after a lock', async () => {
    answers['GET /v1/auth/token/lookup-self'] = (request, response) => {
      isLocked = true
      json(200, lookup)(request, response)
    }
    expect(await codeOf(signInBy(byPassword))).toBe('locked')
    expect([services.servers.tokenOf(profileId), paths().at(-1)]).toEqual([null, 'POST auth/token/revoke-self'])
  })

  it('ends with its call: a page that has closed gets no lookup', async () => {
    answers['GET /v1/auth/token/lookup-self'] = () => page.abort()
    expect(await codeOf(signInBy(byToken))).toBe('canceled')
    expect(services.servers.tokenOf(profileId)).toBeNull()
  })
})

describe('a sign-in whose token cannot be stored', () => {
  it.each<[string, unknown, string]>([
    ['a code', new Failure('file-unreadable', 'the disk fails'), 'file-unreadable'],
    ['no code', new Error('the disk is full'), 'internal'],
  ])('succeeds and reports why, for a problem with %s', async (_what, problem, code) => {
    vi.spyOn(services.ways, 'note').mockRejectedValue(problem)
    expect(await signInBy(byPassword, true)).toMatchObject({ remembered: false, keepProblem: code })
    expect(await kept()).toBeNull()
    expect(told).toContainEqual(['what is kept of the sign-in could not be changed', ['problem']])
    expect(services.servers.tokenOf(profileId)).toBe(token)
  })

  it('succeeds even if the sign-in method is not remembered', async () => {
    services.profiles.rememberSignIn = () => Promise.reject(new Error('the disk is full'))
    expect(await signInBy(byPassword)).toMatchObject({ keepProblem: null })
    await expect.poll(() => told).toContainEqual(['the way of signing in is not remembered', ['problem']])
  })
})

describe('@boundary a token that is being tried', () => {
  const attempt = async (isWanted?: () => boolean) =>
    signInWithToken(
      services,
      profileId,
      await services.servers.connection(profileId),
      token,
      context(),
      isWanted && { isWanted },
    )

  it("is recognized in the server's answers, whether it succeeds or not", async () => {
    const seen: unknown[] = []
    for (const [status, body] of [
      [200, lookup],
      [400, { errors: [`no ${token}`] }],
    ] as const) {
      services.held.clear()
      answers['GET /v1/auth/token/lookup-self'] = (request, response) => {
        seen.push(owners())
        json(status, body)(request, response)
      }
      await codeOf(attempt())
      seen.push(owners())
    }
    // The attempt itself is released, but answers to it can still arrive.
    expect(seen).toEqual([['sign-in'], ['session', 'sign-in'], ['sign-in'], ['sign-in']])
    expect(services.held.holdersIn(token)[0]?.boundTo).toBe(server.address)
  })

  it('is released when the attempt ends', async () => {
    const release = vi.spyOn(services.held, 'release')
    await attempt()
    answers['GET /v1/auth/token/lookup-self'] = json(400, { errors: ['no'] })
    await codeOf(attempt())
    const released = release.mock.calls.map(([owner]) => owner)
    expect(released).toHaveLength(2)
    expect(new Set(released).size).toBe(2)
  })

  it('signs no one in after the sign-in is no longer wanted', async () => {
    expect(await codeOf(attempt(() => false))).toBe('canceled')
    expect([services.servers.tokenOf(profileId), told]).toEqual([null, []])
    expect(await codeOf(attempt(() => true))).toBe('ok')
    expect(await codeOf(attempt())).toBe('ok')
  })
})
