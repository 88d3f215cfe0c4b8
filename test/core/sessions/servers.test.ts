/** Sessions: a token is used only on the way that it was issued on, and never after a lock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Profile } from '../../../electron/contract/connections.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import type { Credentials } from '../../../electron/core/sessions/credentials.ts'
import { createEvents } from '../../../electron/core/events.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import { openOwnWay } from '../../../electron/features/kubernetes/doctor/podTrial.ts'
import { createServers, type KnownIdentity, type Servers } from '../../../electron/core/sessions/servers.ts'
import { hostile, json, type Hostile } from '../../vault/hostile.ts'
import { draftOf } from '../../features/startCore.ts'

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const token = 'hvs.theTokenOfAPerson'
const identity = (expiresAt: string | null = null) => ({ displayName: 'ann', expiresAt }) as unknown as KnownIdentity
const context: CallContext = { signal: neverAborts, warn: () => undefined }

let ours: Hostile
let theirs: Hostile
let profile: Profile
let isLocked: boolean
let isOther: boolean
let servers: Servers
/** Whether the next read of a stored credential fails. */
let failing: boolean
/** The events, in order. */
let told: string[]

const profileTo = (address: string): Profile => ({
  ...draftOf(address),
  id: profileId,
  hasClientKey: false,
  practice: false,
})
const tokensAt = ({ arrived }: Hostile) => arrived.flatMap(({ headers }) => headers['x-vault-token'] ?? [])

beforeEach(async () => {
  ours = await hostile(json(200, { data: {} }))
  theirs = await hostile(json(200, { data: {} }))
  profile = profileTo(ours.address)
  isLocked = false
  isOther = false
  failing = false
  told = []
  const events = createEvents()
  events.listen(({ type }) => told.push(type))
  servers = createServers({
    version: '0.0.0',
    profile: async () => profile,
    credentials: {
      read: async () => {
        if (!failing) return { clientKeyPem: null }
        failing = false
        throw new Failure('file-unreadable', 'damaged')
      },
    } as unknown as Credentials,
    events,
    isLocked: () => isLocked,
    clusterMemory: {
      compare: async () => undefined,
      isKnown: async () => isOther,
      refuseOther: () => {
        if (isOther) throw new Failure('another-cluster', 'Another cluster answers.')
      },
    },
    confirmedNodes: async () => [],
    onNoActiveNode: () => undefined,
    onEnd: () => told.push('end'),
  })
})
afterEach(async () => {
  await servers.closeAll()
  await ours[Symbol.asyncDispose]()
  await theirs[Symbol.asyncDispose]()
})

const codeOf = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(
      () => 'ok',
      (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
    )
const signIn = async (as = identity()) => servers.signIn(profileId, await servers.connection(profileId), token, as)
const request = async () =>
  (await servers.authenticated(profileId, context)).request({ method: 'GET', path: 'secret/data/a' })

describe('@boundary a server at which a different cluster answers', () => {
  it('gets no token, password, key share or JWT, and is still polled for its status', async () => {
    await signIn()
    await request()
    const trial = await openOwnWay({ servers }, profileId)
    const nobody = await servers.anonymous(profileId, context)
    isOther = true
    ours.arrived.length = 0
    expect(await codeOf(request)).toBe('another-cluster')
    const change = { method: 'POST', path: 'auth/kubernetes/login', body: { jwt: 'a' } } as const
    expect(await codeOf(() => trial.request(change))).toBe('another-cluster')
    expect(await codeOf(() => nobody.request(change))).toBe('another-cluster')
    expect(ours.arrived.filter(({ method, headers }) => method !== 'GET' || 'x-vault-token' in headers)).toEqual([])
    expect(await codeOf(() => nobody.request({ method: 'GET', path: 'sys/seal-status' }))).toBe('ok')
    await trial.close()
  })
})

describe('@boundary a sign-in that is in progress', () => {
  it('restores no token after a lock', async () => {
    const way = await servers.connection(profileId)
    await servers.closeAll()
    isLocked = true
    expect(await codeOf(() => servers.signIn(profileId, way, token, identity()))).toBe('locked')
    expect([servers.tokenOf(profileId), servers.signedIn(profileId), told]).toEqual([null, null, []])
  })

  it('restores no token if the way was opened again before the lock', async () => {
    const way = await servers.connection(profileId)
    isLocked = true
    expect(await codeOf(() => servers.signIn(profileId, way, token, identity()))).toBe('locked')
    expect(servers.tokenOf(profileId)).toBeNull()
  })

  it.each<[string, () => Promise<unknown> | void]>([
    ['was closed', () => servers.reset(profileId)],
    ['was closed with all others', () => servers.closeAll()],
    [
      'leads elsewhere',
      async () => {
        servers.reset(profileId)
        profile = profileTo(theirs.address)
        await servers.connection(profileId)
      },
    ],
  ])('is discarded if its way %s', async (_what, change) => {
    const way = await servers.connection(profileId)
    await change()
    expect(await codeOf(() => servers.signIn(profileId, way, token, identity()))).toBe('canceled')
    expect(servers.tokenOf(profileId)).toBeNull()
  })
})

describe('@boundary a token', () => {
  it('is sent only on the way that it was issued on', async () => {
    await signIn()
    await request()
    expect(tokensAt(ours)).toEqual([token])
  })

  it('is dropped, and not sent, by a call that races a change of the address', async () => {
    await signIn()
    servers.reset(profileId)
    profile = profileTo(theirs.address)
    expect(await codeOf(request)).toBe('signed-out')
    expect(servers.tokenOf(profileId)).toBeNull()
    expect(told).toEqual(['session-changed', 'end', 'session-changed'])
    expect(await codeOf(request)).toBe('signed-out')
    expect([theirs.arrived, ours.arrived]).toEqual([[], []])
  })

  it.each([
    ['TLS is no longer verified', { skipVerify: true }],
    ['another namespace is meant', { namespace: 'team' }],
    ['a proxy is between', { proxy: 'http://127.0.0.1:1' }],
    ['another name is asked for', { tlsServerName: 'other.example' }],
  ])('is not sent if %s', async (_what, change) => {
    await signIn()
    servers.reset(profileId)
    profile = { ...profileTo(ours.address), ...change }
    expect(await codeOf(request)).toBe('signed-out')
    expect(ours.arrived).toEqual([])
  })

  it('opens its own way only if the person is signed in', async () => {
    expect(await codeOf(() => servers.authenticatedOptionsOf(profileId))).toBe('signed-out')
    await signIn()
    expect(await servers.authenticatedOptionsOf(profileId)).toMatchObject({ address: ours.address })
    profile = profileTo(theirs.address)
    expect(await codeOf(() => servers.authenticatedOptionsOf(profileId))).toBe('signed-out')
  })

  it('expires on time, and immediately if its time has already passed', async () => {
    await signIn(identity(new Date(Date.now() + 60).toISOString()))
    expect(servers.tokenOf(profileId)).toBe(token)
    await expect.poll(() => servers.tokenOf(profileId), { interval: 10 }).toBeNull()
    await signIn(identity(new Date(0).toISOString()))
    await expect.poll(() => servers.tokenOf(profileId), { interval: 10 }).toBeNull()
  })

  it('does not affect the next person after it was replaced', async () => {
    await signIn()
    servers.updateIdentity(profileId, 'hvs.theTokenBefore', { ...identity(), displayName: 'bob' })
    expect(servers.signedIn(profileId)).toMatchObject({ displayName: 'ann' })
    servers.updateIdentity(profileId, token, { ...identity(), displayName: 'bob' })
    expect(servers.signedIn(profileId)).toMatchObject({ displayName: 'bob' })
  })

  it('of another person drops the data that the first person has read, and the same token does not', async () => {
    await signIn()
    await signIn()
    expect(told).not.toContain('end')
    servers.signIn(profileId, await servers.connection(profileId), 'hvs.theTokenOfAnother', identity())
    expect(told.filter((each) => each === 'end')).toHaveLength(1)
  })
})

describe('@boundary credentials that are stored for one way', () => {
  it('open no session on another one', async () => {
    const { id } = await servers.connection(profileId)
    expect(await codeOf(() => servers.anonymous(profileId, context, id))).toBe('ok')
    servers.reset(profileId)
    profile = profileTo(theirs.address)
    expect(await codeOf(() => servers.anonymous(profileId, context, id))).toBe('rejected')
    expect(await codeOf(() => servers.anonymous(profileId, context, ours.address))).toBe('rejected')
    expect(await codeOf(() => servers.anonymous(profileId, context, ''))).toBe('rejected')
    expect(await codeOf(() => servers.anonymous(profileId, context))).toBe('ok')
  })
})

describe('a way that could not be opened', () => {
  it('is opened again by the next call', async () => {
    failing = true
    expect(await codeOf(() => servers.connection(profileId))).toBe('file-unreadable')
    expect(await codeOf(() => servers.connection(profileId))).toBe('ok')
  })

  it('does not close the way that was opened in its place', async () => {
    failing = true
    const opening = servers.connection(profileId)
    const first = codeOf(() => opening)
    servers.reset(profileId)
    const second = await servers.connection(profileId)
    expect(await first).toBe('file-unreadable')
    expect(await servers.connection(profileId)).toBe(second)
    servers.signIn(profileId, second, token, identity())
    expect(servers.tokenOf(profileId)).toBe(token)
  })
})
