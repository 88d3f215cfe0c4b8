/** Sessions: the effect of an answer on the session, how long a token is held, and what closes a way to a server. */
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Profile } from '../../../electron/contract/connections.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { startAct } from '../../../electron/core/calls/act.ts'
import type { Credentials } from '../../../electron/core/sessions/credentials.ts'
import { createEvents } from '../../../electron/core/events.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import { createServers, listening, type KnownIdentity, type Servers } from '../../../electron/core/sessions/servers.ts'
import { hostile, json, type Hostile } from '../../vault/hostile.ts'
import { draftOf, noClusters } from '../../features/startCore.ts'

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const token = 'hvs.theTokenOfAPerson'
const identity = (expiresAt: string | null = null) => ({ displayName: 'ann', expiresAt }) as unknown as KnownIdentity
const lookup = 'GET /v1/auth/token/lookup-self'
const write = 'POST /v1/secret/data/a'
const denied = json(403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] })
const dead = json(403, { errors: ['permission denied', 'invalid token'] })

let server: Hostile
/** The answers by method and path. */
let answers: Record<string, RequestListener>
let profile: Profile
let servers: Servers
let nodes: string[]
/** The recorded events, in order. */
let told: string[]
let context: CallContext

beforeEach(async () => {
  answers = { [write]: json(200, { data: {} }), [lookup]: json(200, { data: {} }) }
  server = await hostile((request, response) =>
    (answers[`${request.method} ${request.url}`] ?? json(404, { errors: [] }))(request, response),
  )
  profile = { ...draftOf(server.address), id: profileId, hasClientKey: false, practice: false }
  nodes = []
  told = []
  context = { signal: neverAborts, warn: (warnings) => void told.push(...warnings) }
  const events = createEvents()
  events.listen((event) => told.push(`${event.type} ${'profileId' in event ? event.profileId : ''}`))
  servers = createServers({
    clusterMemory: noClusters(),
    version: '1.2.3',
    profile: async () => profile,
    credentials: { read: async () => ({ clientKeyPem: null }) } as unknown as Credentials,
    events,
    isLocked: () => false,
    confirmedNodes: async (id, wayId) => {
      told.push(`nodes of ${id} on ${wayId}`)
      return nodes
    },
    onNoActiveNode: (id) => told.push(`no active node of ${id}`),
    onEnd: (id) => told.push(`end of ${id}`),
  })
})
afterEach(async () => {
  vi.useRealTimers()
  await servers.closeAll()
  await server[Symbol.asyncDispose]()
})

const signIn = async (as = identity(), given = token) =>
  servers.signIn(profileId, await servers.connection(profileId), given, as)
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
const writing = async (signal?: AbortSignal) =>
  (await servers.authenticated(profileId, context)).request({ method: 'POST', path: 'secret/data/a', body: {}, signal })
const paths = () => server.arrived.map(({ method, url }) => `${method} ${url}`)
const changed = `session-changed ${profileId}`

describe('@boundary a request that the server refuses', () => {
  beforeEach(() => signIn())

  it.each<[string, RequestListener | null, string, boolean, boolean]>([
    ['the token lives', json(200, { data: {} }), 'permission-denied', true, true],
    ['the token may not look itself up', denied, 'permission-denied', true, true],
    ['the server does not say', json(400, { errors: ['no'] }), 'permission-denied', true, true],
    ['the token is dead', dead, 'token-expired', false, true],
  ])('with 403: %s', async (_what, answer, code, isSignedIn, isAsked) => {
    answers[write] = denied
    if (answer !== null) answers[lookup] = answer
    expect(await codeOf(writing())).toBe(code)
    expect([servers.tokenOf(profileId) !== null, paths().includes(lookup)]).toEqual([isSignedIn, isAsked])
  })

  it('ends the session without another request if the token is dead', async () => {
    answers[write] = dead
    await expect(writing()).rejects.toMatchObject({
      code: 'token-expired',
      error: { status: 403, retryable: false, vaultErrors: ['permission denied', 'invalid token'] },
    })
    expect([servers.tokenOf(profileId), paths()]).toEqual([null, [write]])
    expect(told).toEqual([changed, `end of ${profileId}`, changed])
  })

  it.each([400, 404, 500])('with %s proves nothing about the token', async (status) => {
    answers[write] = json(status, { errors: ['no'] })
    await codeOf(writing())
    expect([servers.tokenOf(profileId), paths().includes(lookup)]).toEqual([token, false])
  })

  it('does not end the session of the next person, who signed in since', async () => {
    answers[write] = (request, response) => {
      void signIn(identity(), 'hvs.theNextPerson').then(() => dead(request, response))
    }
    expect(await codeOf(writing())).toBe('token-expired')
    expect(servers.tokenOf(profileId)).toBe('hvs.theNextPerson')
  })

  it('is recognized as a cluster without an active node, in either session', async () => {
    const noLeader = json(500, { errors: ['local node not active but active cluster node not found'] })
    answers[write] = noLeader
    told.length = 0
    expect(await codeOf(writing())).toBe('no-active-node')
    expect(told).toEqual([`no active node of ${profileId}`])
    const nobody = await servers.anonymous(profileId, context)
    expect(await codeOf(nobody.request({ method: 'POST', path: 'secret/data/a' }))).toBe('no-active-node')
    expect(told).toHaveLength(2)
    answers[write] = json(400, { errors: ['no'] })
    await codeOf(writing())
    expect(told).toHaveLength(2)
  })
})

describe('@boundary a redirect', () => {
  it('is followed with the token only to nodes that the person has confirmed on this way', async () => {
    await using other = await hostile(json(200, { data: {} }))
    await signIn()
    const { id } = await servers.connection(profileId)
    answers[write] = (_request, response) => {
      response.writeHead(307, { location: `${other.address}/v1/secret/data/a` }).end()
    }
    expect([await codeOf(writing()), other.arrived]).toEqual(['redirect-untrusted', []])
    nodes = [other.address]
    expect(await codeOf(writing())).toBe('ok')
    expect(other.arrived.map(({ headers }) => headers['x-vault-token'])).toEqual([token])
    expect(told).toContain(`nodes of ${profileId} on ${id}`)
  })
})

describe('@boundary a session', () => {
  it('sends the token if the person is signed in, and none otherwise', async () => {
    await signIn()
    answers[write] = json(200, { warnings: ['a warning'] })
    told.length = 0
    await writing()
    await (await servers.anonymous(profileId, context)).request({ method: 'POST', path: 'secret/data/a' })
    expect(server.arrived.map(({ headers }) => headers['x-vault-token'])).toEqual([token, undefined])
    expect(told).toEqual(['a warning', 'a warning'])
  })

  it('returns the transport that it uses', async () => {
    expect(await codeOf(servers.authenticatedOn(profileId, context))).toBe('signed-out')
    await signIn()
    expect((await servers.authenticatedOn(profileId, context)).transport).toBe(
      (await servers.connection(profileId)).transport,
    )
  })

  it.each(['authenticated', 'anonymous'] as const)('is part of the act of its call: %s', async (who) => {
    await signIn()
    const act = startAct(neverAborts)
    const { transport } = await servers.connection(profileId)
    const session = await servers[who](profileId, { ...context, act })
    answers[write] = (request, response) => {
      // Closing the way does not end an act that has begun.
      servers.reset(profileId)
      json(200, { data: { done: true } })(request, response)
    }
    expect(await codeOf(session.request({ method: 'POST', path: 'secret/data/a' }))).toBe('ok')
    act.end()
    expect(await codeOf(transport.request({ method: 'GET', path: 'sys/health' }))).toBe('canceled')
  })

  it('cancels its requests with the call, and with the signal of the request', async () => {
    const sent: (AbortSignal | undefined)[] = []
    const bare = {
      request: async ({ signal }: { signal?: AbortSignal | undefined }) => {
        sent.push(signal)
        return { warnings: [] } as never
      },
    }
    const page = new AbortController()
    const own = new AbortController()
    const session = listening(bare, { ...context, signal: page.signal })
    for (const signal of [undefined, page.signal, own.signal])
      await session.request({ method: 'GET', path: 'a', signal })
    expect([sent[0] === page.signal, sent[1] === page.signal]).toEqual([true, true])
    expect(sent[2]?.aborted).toBe(false)
    own.abort()
    expect([sent[2]?.aborted, page.signal.aborted]).toEqual([true, false])
    await session.request({ method: 'GET', path: 'a', signal: neverAborts })
    page.abort()
    expect(sent[3]?.aborted).toBe(true)
  })
})

describe('@boundary the lifetime of a token', () => {
  const fake = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const inMs = (ms: number) => identity(new Date(Date.now() + ms).toISOString())

  it('ends the session when it has passed, and not before', async () => {
    const way = await servers.connection(profileId)
    fake()
    servers.signIn(profileId, way, token, inMs(60_000))
    told.length = 0
    vi.advanceTimersByTime(59_999)
    expect([servers.tokenOf(profileId), told]).toEqual([token, []])
    vi.advanceTimersByTime(1)
    expect([servers.tokenOf(profileId), told]).toEqual([null, [`end of ${profileId}`, changed]])
  })

  it('is the latest one that is known, after a renewal or another sign-in', async () => {
    const way = await servers.connection(profileId)
    fake()
    servers.signIn(profileId, way, token, inMs(60_000))
    servers.updateIdentity(profileId, token, inMs(120_000))
    vi.advanceTimersByTime(119_999)
    expect(servers.tokenOf(profileId)).toBe(token)
    servers.signIn(profileId, way, 'hvs.another', identity())
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(60_000)
    expect(servers.tokenOf(profileId)).toBe('hvs.another')
  })

  it('leaves no timer after a sign-out, and can be longer than a timer allows', async () => {
    const way = await servers.connection(profileId)
    fake()
    servers.signIn(profileId, way, token, inMs(60_000))
    servers.signOut(profileId)
    expect(vi.getTimerCount()).toBe(0)
    servers.signIn(profileId, way, token, inMs(2 ** 31 - 1))
    expect(vi.getTimerCount()).toBe(0)
    servers.signIn(profileId, way, token, inMs(2 ** 31 - 2))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(2 ** 31 - 3)
    expect(servers.tokenOf(profileId)).toBe(token)
  })

  it('ends the session in the next turn if it has already passed', async () => {
    const way = await servers.connection(profileId)
    fake()
    servers.signIn(profileId, way, token, inMs(-60_000))
    vi.advanceTimersByTime(1)
    expect(servers.tokenOf(profileId)).toBeNull()
  })
})

describe('@boundary a sign-out', () => {
  it('drops the token, is announced, and is counted', async () => {
    expect([servers.signOuts(profileId), servers.lastSignedInOn(profileId), servers.signedInOn(profileId)]).toEqual([
      0,
      null,
      null,
    ])
    await signIn()
    const { id, facts } = await servers.connection(profileId)
    expect(servers.signedInOn(profileId)).toMatchObject({ id, facts })
    told.length = 0
    servers.signOut(profileId)
    expect(told).toEqual([`end of ${profileId}`, changed])
    servers.signOut(profileId)
    expect([told.length, servers.signOuts(profileId), servers.signOuts('another')]).toEqual([2, 2, 0])
    expect([servers.tokenOf(profileId), servers.signedIn(profileId), servers.signedInOn(profileId)]).toEqual([
      null,
      null,
      null,
    ])
    expect(servers.lastSignedInOn(profileId)).toMatchObject({ id })
  })

  it('announces nothing if there was no session', () => {
    servers.signOut(profileId)
    servers.updateIdentity(profileId, token, identity())
    expect([told, servers.signedIn(profileId)]).toEqual([[], null])
  })
})

describe('the way to a server', () => {
  it('includes everything of the connection that determines how the server is reached', async () => {
    profile = {
      ...profile,
      address: 'https://vault.example',
      namespace: 'team',
      caPem: 'ca',
      clientCertPem: 'certificate',
      tlsServerName: 'other.example',
      skipVerify: true,
      proxy: 'http://proxy.example',
    }
    const { address, namespace, caPem, clientCertPem, tlsServerName, skipVerify, proxy } = profile
    const expected = { address, namespace, caPem, clientCertPem, tlsServerName, skipVerify, proxy }
    expect(await servers.optionsOf(profileId)).toEqual({ ...expected, clientKeyPem: null, version: '1.2.3' })
  })

  it('is opened once, and closed when the connection changes or the app locks', async () => {
    const [one, two] = await Promise.all([servers.connection(profileId), servers.connection(profileId)])
    expect(two).toBe(one)
    expect((await one.transport.request({ method: 'GET', path: 'sys/health', expect: [404] })).status).toBe(404)
    const isClosed = (way: typeof one) =>
      codeOf(way.transport.request({ method: 'GET', path: 'sys/health', expect: [404] }))
    servers.reset(profileId)
    servers.reset(profileId)
    await expect.poll(() => isClosed(one)).toBe('canceled')
    const next = await servers.connection(profileId)
    await signIn()
    await servers.closeAll()
    expect([await isClosed(next), servers.tokenOf(profileId)]).toEqual(['canceled', null])
    expect(await isClosed(await servers.connection(profileId))).toBe('ok')
  })

  it('does not reopen automatically if it was closed while it was being opened', async () => {
    const opening = servers.connection(profileId)
    servers.reset(profileId)
    const way = await opening
    expect(await codeOf((async () => servers.signIn(profileId, way, token, identity()))())).toBe('canceled')
  })
})
