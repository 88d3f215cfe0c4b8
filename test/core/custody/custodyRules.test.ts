/** Which nodes may get stored shares and redirected requests: by way, and only with consent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isReceiver, withNodesOn, withReceiver } from '../../../electron/core/custody/custodyNodes.ts'
import { type CustodyRules, listsOf, nodesOn, receiversOn } from '../../../electron/core/custody/custodyRules.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { custodyWorld, type CustodyWorld } from './custodyWorld.ts'

const address = 'https://vault.example:8200'
const way = plainWay(address).id
const at = '2026-01-01T00:00:00.000Z'
const empty: CustodyRules = { version: 1, sharePolicy: null, nodes: [], nodesFor: '', otherNodes: [], receivers: [] }
const rules: CustodyRules = {
  version: 1,
  sharePolicy: 'mine',
  nodes: ['https://a', 'https://b'],
  nodesFor: 'way 1',
  otherNodes: [
    { nodes: ['https://c'], nodesFor: 'way 2' },
    { nodes: ['https://d'], nodesFor: address },
  ],
  receivers: [
    { node: 'https://a', way: 'way 1', at, redirects: true },
    { node: 'https://b', way: 'way 1', at, redirects: false },
    { node: 'https://c', way: 'way 2', at, redirects: true },
  ],
}

describe('the nodes of a way', () => {
  it.each<[string, readonly string[]]>([
    ['way 1', ['https://a', 'https://b']],
    ['way 2', ['https://c']],
    [way, ['https://d']],
    ['way 3', []],
    ['', []],
  ])('are those that were entered for it: %j', (id, nodes) => {
    expect(nodesOn(rules, id)).toEqual(nodes)
  })

  it('are listed with the most recently set way first', () => {
    expect(listsOf(rules).map(({ nodesFor }) => nodesFor)).toEqual(['way 1', 'way 2', address])
  })

  it('include a consent for those that get redirected requests', () => {
    expect(receiversOn(rules, 'way 1')).toEqual(['https://a'])
    expect(receiversOn(rules, 'way 2')).toEqual(['https://c'])
    expect(receiversOn(rules, 'way 3')).toEqual([])
  })

  it.each([
    ['https://a', 'way 1', true],
    ['https://b', 'way 1', true],
    ['https://a', 'way 2', false],
    ['https://d', 'way 1', false],
  ])('may get shares, %s on %s: %s', (node, id, isAllowed) => {
    expect(isReceiver(rules, node, id)).toBe(isAllowed)
  })
})

describe('named nodes', () => {
  it('replace those of their way, and leave the other ways unchanged', () => {
    const next = withNodesOn(rules, 'way 2', ['https://e', 'https://c'])
    expect(next).toMatchObject({ sharePolicy: 'mine', nodes: ['https://e', 'https://c'], nodesFor: 'way 2' })
    expect(next.otherNodes).toEqual([
      { nodes: ['https://a', 'https://b'], nodesFor: 'way 1' },
      { nodes: ['https://d'], nodesFor: address },
    ])
    expect(next.receivers).toEqual(rules.receivers)
  })

  it('lose their consent when they are removed, on their own way only', () => {
    const { receivers } = withNodesOn(rules, 'way 1', ['https://b'])
    expect(receivers.map(({ node }) => node)).toEqual(['https://b', 'https://c'])
  })

  it('replace those that an older version recorded for the address', () => {
    expect(withNodesOn(rules, way, ['https://e']).otherNodes.map(({ nodesFor }) => nodesFor)).toEqual([
      'way 1',
      'way 2',
    ])
  })

  it('leave no empty list for another way', () => {
    const next = withNodesOn(withNodesOn(rules, 'way 2', []), 'way 3', ['https://f'])
    expect(next.otherNodes.map(({ nodesFor }) => nodesFor)).toEqual(['way 1', address])
  })
})

describe('consent for a node', () => {
  it('covers shares and redirects, and replaces an older one of the same node and way', () => {
    const next = withReceiver(rules, 'https://b', 'way 1')
    expect(next.receivers.map(({ node, way: id, redirects }) => [node, id, redirects])).toEqual([
      ['https://a', 'way 1', true],
      ['https://c', 'way 2', true],
      ['https://b', 'way 1', true],
    ])
    expect(Date.parse(next.receivers.at(-1)?.at ?? '')).toBeGreaterThan(Date.parse(at))
    expect(next).toMatchObject({ sharePolicy: 'mine', nodes: rules.nodes, otherNodes: rules.otherNodes })
  })

  it('stays for another way and for another node', () => {
    expect(withReceiver(rules, 'https://a', 'way 2').receivers).toHaveLength(4)
    expect(withReceiver(rules, 'https://c', 'way 1').receivers).toHaveLength(4)
  })
})

describe('the rules of a connection', () => {
  let world: CustodyWorld
  beforeEach(async () => {
    world = await custodyWorld()
  })
  afterEach(() => world.stop())
  const id = '5c1d6b1e-0000-4000-8000-000000000001'

  it('are empty until a decision is made, are stored, and are removed', async () => {
    expect(await world.custodyRules.read(id)).toEqual(empty)
    expect(await world.custodyRules.change(id, () => rules)).toEqual(rules)
    expect(await (await custodyWorld(world)).custodyRules.read(id)).toMatchObject(rules)
    await world.custodyRules.removeAll(id)
    expect(await world.custodyRules.read(id)).toEqual(empty)
    expect(await world.store.names('rules:')).toEqual([])
  })

  it('change in sequence', async () => {
    const add = (node: string) => world.custodyRules.change(id, (now) => ({ ...now, nodes: [...now.nodes, node] }))
    await Promise.all(['https://a', 'https://b', 'https://c'].map(add))
    expect((await world.custodyRules.read(id)).nodes).toEqual(['https://a', 'https://b', 'https://c'])
  })

  it('of an older version have no other ways, and their consent covers no redirects', async () => {
    const old = {
      version: 1,
      sharePolicy: null,
      nodes: ['https://a'],
      nodesFor: address,
      receivers: [{ node: 'https://a', way, at }],
    }
    await world.store.write(`rules:${id}`, JSON.stringify(old))
    const read = await world.custodyRules.read(id)
    expect(read.otherNodes).toEqual([])
    expect(receiversOn(read, way)).toEqual([])
    expect(isReceiver(read, 'https://a', way)).toBe(true)
    await world.store.write(`rules:${id}`, JSON.stringify({ ...old, receivers: undefined }))
    expect((await world.custodyRules.read(id)).receivers).toEqual([])
  })

  it.each([
    'damaged',
    '{}',
    JSON.stringify({ ...rules, version: 2 }),
    JSON.stringify({ ...rules, sharePolicy: 'all' }),
    JSON.stringify({ ...rules, nodes: [1] }),
    JSON.stringify({ ...rules, otherNodes: [{ nodes: ['https://a'] }] }),
    JSON.stringify({ ...rules, receivers: [{ node: 'https://a', way: 'way 1' }] }),
  ])('are not treated as empty if they cannot be read (%#)', async (text) => {
    await world.store.write(`rules:${id}`, text)
    await expect(world.custodyRules.read(id)).rejects.toMatchObject({ code: 'file-unreadable' })
    await expect(world.custodyRules.change(id, (now) => now)).rejects.toMatchObject({ code: 'file-unreadable' })
    expect(await world.store.read(`rules:${id}`)).toBe(text)
  })
})
