/** The stored data of a connection by the way that it is bound to, and its move to another way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Kept } from '../../../electron/core/sessions/credentials.ts'
import { earlierPoliciesOf } from '../../../electron/core/custody/earlierPolicies.ts'
import { keptByWay, moveKept, unknownWay } from '../../../electron/core/custody/keptMove.ts'
import { plainWay, type Way } from '../../../electron/storage/profiles/way.ts'
import { custodyWorld, type CustodyWorld } from './custodyWorld.ts'

const id = '5c1d6b1e-0000-4000-8000-000000000001'
const other = '5c1d6b1e-0000-4000-8000-000000000002'
const oldAddress = 'https://old.example'
const from = plainWay(oldAddress)
const to = plainWay('https://new.example')
const third = plainWay('https://third.example')
const at = '2026-01-01T00:00:00.000Z'
const place = { mount: 'secret/', path: 'a' }
const none = {
  token: false,
  rootToken: false,
  shares: 0,
  nodes: 0,
  reviewers: 0,
  drafts: 0,
  policies: 0,
  ceremony: false,
  places: false,
}
const share = (index: number) => ({ index, share: `share ${index}`, keptAt: at, usedAt: null })

let world: CustodyWorld
beforeEach(async () => {
  world = await custodyWorld()
})
afterEach(() => world.stop())

const ceremonyOn = (way: string | undefined, profileId = id) => {
  const ceremonyId = crypto.randomUUID()
  const ceremony = {
    version: 1,
    id: ceremonyId,
    profileId,
    address: oldAddress,
    ...(way !== undefined && { way }),
    startedAt: at,
    shares: 1,
    threshold: 1,
    keys: ['aa'],
    keysBase64: ['qg=='],
    recoveryKeys: [],
    recoveryKeysBase64: [],
    rootToken: 'hvs.root',
  }
  return world.store.write(`ceremony:${profileId}:${ceremonyId}`, JSON.stringify(ceremony))
}
const keepKeys = (fields: Partial<Kept>, profileId = id) =>
  world.credentials.change(profileId, (kept) => ({ ...kept, ...fields }))
const keepPolicy = (wayId: string, name: string, text = 'path "a" {}', profileId = id) =>
  earlierPoliciesOf(world.store).keep({ profileId, wayId, isPractice: false, name }, text)
/** Stores one of everything on a way. */
async function keepAllOn(way: Way): Promise<void> {
  await keepKeys({
    token: 'hvs.token',
    tokenFor: way.id,
    rootToken: 'hvs.root',
    keysFor: way.id,
    shares: [share(1), share(2)],
  })
  await world.custodyRules.change(id, (rules) => ({
    ...rules,
    nodes: ['https://a', 'https://b'],
    nodesFor: way.id,
    receivers: [
      { node: 'https://a', way: way.id, at, redirects: true },
      { node: 'https://z', way: third.id, at, redirects: true },
    ],
  }))
  await world.keptReviewers.keep(id, { way, mount: 'kubernetes/' }, { host: 'https://k8s', jwt: 'a.b.c' })
  await world.keptReviewers.keep(id, { way, mount: 'other/' }, { host: 'https://k8s', jwt: 'a.b.c' })
  await ceremonyOn(way.id)
  await world.drafts.keep({ profileId: id, wayId: way.id }, 'policy:a', 'half an edit')
  await world.drafts.keep({ profileId: id, wayId: way.id }, 'policy:b', 'another')
  await world.drafts.flush()
  await world.places.remember({ profileId: id, wayId: way.id }, place)
  await keepPolicy(way.id, 'one')
  await keepPolicy(way.id, 'two')
  await keepPolicy(way.id, 'three')
}
const all = {
  token: true,
  rootToken: true,
  shares: 2,
  nodes: 2,
  reviewers: 2,
  drafts: 2,
  policies: 3,
  ceremony: true,
  places: true,
}
const byWay = async (profileId = id) => Object.fromEntries(await keptByWay(world.services, profileId))

describe('the stored data of a connection', () => {
  it('is empty at first', async () => {
    expect(await byWay()).toEqual({})
    // An empty entry does not count as stored.
    await keepKeys({ clientKeyPem: 'a client key' })
    await world.custodyRules.change(id, (rules) => ({ ...rules, sharePolicy: 'mine', nodesFor: from.id }))
    expect(await byWay()).toEqual({})
  })

  it('is counted by way, and without that of another connection', async () => {
    await keepAllOn(from)
    await keepKeys({ token: 'hvs.token', tokenFor: to.id }, other)
    await world.drafts.keep({ profileId: other, wayId: from.id }, 'policy:a', 'half an edit')
    await world.drafts.flush()
    expect(await byWay()).toEqual({ [from.id]: { counts: all, bareAddress: null } })
    expect(await byWay(other)).toEqual({
      [to.id]: { counts: { ...none, token: true }, bareAddress: null },
      [from.id]: { counts: { ...none, drafts: 1 }, bareAddress: null },
    })
  })

  it.each<[string, Partial<Kept>, object]>([
    ['a token', { token: 'hvs.token', tokenFor: from.id }, { token: true }],
    [
      'a token of another way',
      {
        otherTokens: [{ token: 'hvs.token', tokenFor: from.id, keptAt: null, usedAt: null }],
      },
      { token: true },
    ],
    ['a root token', { rootToken: 'hvs.root', keysFor: from.id }, { rootToken: true }],
    ['shares', { shares: [share(1)], keysFor: from.id }, { shares: 1 }],
  ])('can be only %s', async (_what, kept, counts) => {
    await keepKeys(kept)
    expect(await byWay()).toEqual({ [from.id]: { counts: { ...none, ...counts }, bareAddress: null } })
  })

  it('is bound to only the address if an older version recorded nothing else', async () => {
    await keepKeys({ token: 'hvs.token', tokenFor: oldAddress, rootToken: 'hvs.root', keysFor: from.id })
    await ceremonyOn(undefined)
    expect(await byWay()).toEqual({
      [from.id]: { counts: { ...none, token: true, rootToken: true, ceremony: true }, bareAddress: oldAddress },
    })
  })

  it('counts the nodes of each way', async () => {
    await world.custodyRules.change(id, (rules) => ({
      ...rules,
      nodes: ['https://a'],
      nodesFor: from.id,
      otherNodes: [
        { nodes: ['https://b', 'https://c'], nodesFor: oldAddress },
        { nodes: ['https://d'], nodesFor: to.id },
      ],
    }))
    expect(await byWay()).toEqual({
      [from.id]: { counts: { ...none, nodes: 3 }, bareAddress: oldAddress },
      [to.id]: { counts: { ...none, nodes: 1 }, bareAddress: null },
    })
  })

  it('is on an unknown way for drafts of an older version', async () => {
    const drafts = [{ place: 'policy:a', content: 'half an edit', changedAt: at }]
    await world.store.write(`drafts:${id}`, JSON.stringify({ version: 1, drafts }))
    expect(await byWay()).toEqual({ [unknownWay]: { counts: { ...none, drafts: 1 }, bareAddress: null } })
    await moveKept(world.services, id, unknownWay, to)
    expect(await byWay()).toEqual({ [to.id]: { counts: { ...none, drafts: 1 }, bareAddress: null } })
  })
})

describe('a move to another way', () => {
  it('takes everything along, can be repeated, and leaves a third way unchanged', async () => {
    await keepAllOn(from)
    await keepPolicy(third.id, 'three')
    await moveKept(world.services, id, from.id, to)
    await moveKept(world.services, id, from.id, to)
    expect(await byWay()).toEqual({
      [to.id]: { counts: all, bareAddress: null },
      [third.id]: { counts: { ...none, policies: 1 }, bareAddress: null },
    })
    expect(await world.credentials.read(id)).toMatchObject({
      token: 'hvs.token',
      tokenFor: to.id,
      rootToken: 'hvs.root',
      keysFor: to.id,
      shares: [share(1), share(2)],
    })
    const rules = await world.custodyRules.read(id)
    expect(rules).toMatchObject({ nodes: ['https://a', 'https://b'], nodesFor: to.id, otherNodes: [] })
    expect(rules.receivers.map(({ node, way }) => [node, way])).toEqual([
      ['https://a', to.id],
      ['https://z', third.id],
    ])
    expect((await world.keptReviewers.list(id)).map(({ address }) => address)).toEqual([
      to.facts.address,
      to.facts.address,
    ])
  })

  it('takes nothing from a way that has no stored data', async () => {
    await keepAllOn(from)
    await moveKept(world.services, id, third.id, to)
    expect(await byWay()).toEqual({ [from.id]: { counts: all, bareAddress: null } })
    // Nothing was written for that way, either.
    expect(await world.custodyRules.read(id)).toMatchObject({ nodesFor: from.id, otherNodes: [] })
  })

  it('keeps the time of a token', async () => {
    await keepKeys({ token: 'hvs.token', tokenFor: oldAddress })
    await world.credentials.noteUse(id, 'token')
    const { tokenKeptAt, tokenUsedAt } = await world.credentials.read(id)
    expect([tokenKeptAt, tokenUsedAt]).not.toContain(null)
    await moveKept(world.services, id, from.id, to)
    expect(await world.credentials.read(id)).toMatchObject({
      token: 'hvs.token',
      tokenFor: to.id,
      otherTokens: [],
      tokenKeptAt,
      tokenUsedAt,
    })
  })

  it('takes a token of another way along, next to the most recently stored one', async () => {
    const another = { token: 'hvs.another', tokenFor: from.id, keptAt: at, usedAt: null }
    await keepKeys({ token: 'hvs.token', tokenFor: third.id, otherTokens: [another] })
    await moveKept(world.services, id, from.id, to)
    const { token, tokenFor, tokenKeptAt, otherTokens } = await world.credentials.read(id)
    expect([token, tokenFor, tokenKeptAt]).toEqual(['hvs.another', to.id, at])
    expect(otherTokens.map((each) => [each.token, each.tokenFor])).toEqual([['hvs.token', third.id]])
  })

  it.each<[string, Partial<Kept>]>([
    [
      'the one that was kept last',
      {
        token: 'hvs.there',
        tokenFor: to.id,
        otherTokens: [{ token: 'hvs.moving', tokenFor: from.id, keptAt: null, usedAt: null }],
      },
    ],
    [
      'an earlier one',
      {
        token: 'hvs.moving',
        tokenFor: from.id,
        otherTokens: [{ token: 'hvs.there', tokenFor: to.id, keptAt: null, usedAt: null }],
      },
    ],
  ])('replaces no token of the other way: %s', async (_what, kept) => {
    await keepKeys(kept)
    await moveKept(world.services, id, from.id, to)
    expect(await world.credentials.read(id)).toMatchObject(kept)
  })

  it('merges the nodes of both ways, without the address itself', async () => {
    await world.custodyRules.change(id, (rules) => ({
      ...rules,
      nodes: ['https://a', to.facts.address, 'https://b'],
      nodesFor: from.id,
      otherNodes: [{ nodes: ['https://c', 'https://a'], nodesFor: to.id }],
    }))
    await moveKept(world.services, id, from.id, to)
    expect(await world.custodyRules.read(id)).toMatchObject({
      nodes: ['https://c', 'https://a', 'https://b'],
      nodesFor: to.id,
      otherNodes: [],
    })
  })

  it('leaves keys unchanged that are bound elsewhere', async () => {
    await keepKeys({ rootToken: 'hvs.root', keysFor: third.id, token: 'hvs.token', tokenFor: from.id })
    await moveKept(world.services, id, from.id, to)
    expect(await world.credentials.read(id)).toMatchObject({ keysFor: third.id, tokenFor: to.id })
  })
})
