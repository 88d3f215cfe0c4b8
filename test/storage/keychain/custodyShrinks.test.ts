import { describe, expect, it } from 'vitest'
import { type CustodyChange, shrinks } from '../../../electron/storage/keychain/custodyShrinks.ts'

type Kept = Extract<CustodyChange, { kept: unknown }>['kept']
type Rules = Extract<CustodyChange, { rules: unknown }>['rules']

const empty: Kept = {
  token: null,
  tokenFor: '',
  otherTokens: [],
  rootToken: null,
  clientKeyPem: null,
  shares: [],
  keysFor: '',
}
const full: Kept = {
  token: 'a token',
  tokenFor: 'way 1',
  otherTokens: [{ token: 'another token', tokenFor: 'way 2' }],
  rootToken: 'a root token',
  clientKeyPem: 'a client key',
  shares: [
    { index: 1, share: 'share one' },
    { index: 2, share: 'share two' },
  ],
  keysFor: 'way 1',
}
const noRules: Rules = { sharePolicy: null, nodes: [], nodesFor: '', otherNodes: [], receivers: [] }
const allRules: Rules = {
  sharePolicy: 'mine',
  nodes: ['https://a', 'https://b'],
  nodesFor: 'way 1',
  otherNodes: [{ nodes: ['https://c'], nodesFor: 'way 2' }],
  receivers: [{ node: 'https://a', way: 'way 1' }],
}

describe('a change of stored credentials', () => {
  it.each<[string, Partial<Kept>]>([
    ['the token is removed', { token: null }],
    ['the token is replaced', { token: 'a newer token' }],
    ['the token is bound to another way', { tokenFor: 'way 3' }],
    ['the token of another way is removed', { otherTokens: [] }],
    ['the token of another way is replaced', { otherTokens: [{ token: 'a newer token', tokenFor: 'way 2' }] }],
    ['the token of another way is bound elsewhere', { otherTokens: [{ token: 'another token', tokenFor: 'way 3' }] }],
    ['the root token is removed', { rootToken: null }],
    ['the root token is replaced', { rootToken: 'a newer root token' }],
    ['the client key is removed', { clientKeyPem: null }],
    ['the client key is replaced', { clientKeyPem: 'a newer key' }],
    ['one share is removed', { shares: full.shares.slice(0, 1) }],
    ['all shares are removed', { shares: [] }],
    [
      'a share is replaced',
      {
        shares: [
          { index: 1, share: 'share one' },
          { index: 2, share: 'a newer share' },
        ],
      },
    ],
    [
      'a share gets another number',
      {
        shares: [
          { index: 1, share: 'share one' },
          { index: 3, share: 'share two' },
        ],
      },
    ],
    ['the keys are bound to another way', { keysFor: 'way 3' }],
    ['an item only moves from one place to another', { token: null, rootToken: 'a token' }],
  ])('removes something if %s', (_what, change) => {
    expect(shrinks({ kept: full, next: { ...full, ...change } })).toBe(true)
  })

  it.each<[string, Kept, Kept]>([
    ['nothing changes', full, { ...full }],
    ['nothing was kept before', empty, full],
    ['a share is added', full, { ...full, shares: [...full.shares, { index: 3, share: 'share three' }] }],
    [
      'a token of another way is added',
      full,
      {
        ...full,
        otherTokens: [...full.otherTokens, { token: 'a third token', tokenFor: 'way 3' }],
      },
    ],
    [
      'the tokens of two ways change places',
      full,
      {
        ...full,
        token: 'another token',
        tokenFor: 'way 2',
        otherTokens: [{ token: 'a token', tokenFor: 'way 1' }],
      },
    ],
    [
      'keys that do not exist are bound to another way',
      { ...full, rootToken: null, shares: [] },
      {
        ...full,
        rootToken: null,
        shares: [],
        keysFor: 'way 3',
      },
    ],
  ])('removes nothing if %s', (_what, kept, next) => {
    expect(shrinks({ kept, next })).toBe(false)
  })
})

describe('a change of the rules', () => {
  const policies = ['practice', 'mine', 'none', null] as const
  const room = { practice: Infinity, mine: 1, none: 0 }
  it.each(policies.flatMap((old) => policies.map((now) => [old, now] as const)))(
    'from the share policy %s to %s removes something if it may reduce the allowed shares',
    (old, now) => {
      const isLess = old !== now && (old === null || now === null || room[now] < room[old])
      expect(shrinks({ rules: { ...allRules, sharePolicy: old }, next: { ...allRules, sharePolicy: now } })).toBe(
        isLess,
      )
    },
  )

  it.each<[string, Partial<Rules>]>([
    ['a node is removed', { nodes: ['https://a'] }],
    ['the nodes are bound to another way', { nodesFor: 'way 3' }],
    ['a node of another way is removed', { otherNodes: [{ nodes: [], nodesFor: 'way 2' }] }],
    ['another way is removed', { otherNodes: [] }],
    ['the nodes of another way are bound elsewhere', { otherNodes: [{ nodes: ['https://c'], nodesFor: 'way 3' }] }],
    ['consent for a node is removed', { receivers: [] }],
    ['consent is for another node', { receivers: [{ node: 'https://b', way: 'way 1' }] }],
    ['consent is for another way', { receivers: [{ node: 'https://a', way: 'way 2' }] }],
    [
      'a node only stays as one with consent',
      { nodes: ['https://b'], receivers: [...allRules.receivers, { node: 'https://a', way: 'way 3' }] },
    ],
  ])('removes something if %s', (_what, change) => {
    expect(shrinks({ rules: allRules, next: { ...allRules, ...change } })).toBe(true)
  })

  it.each<[string, Rules, Rules]>([
    ['nothing changes', allRules, { ...allRules }],
    ['nodes and consent are added', { ...noRules, sharePolicy: 'mine' }, allRules],
    [
      'two ways change places',
      allRules,
      {
        ...allRules,
        nodes: ['https://c'],
        nodesFor: 'way 2',
        otherNodes: [{ nodes: ['https://b', 'https://a'], nodesFor: 'way 1' }],
      },
    ],
  ])('removes nothing if %s', (_what, rules, next) => {
    expect(shrinks({ rules, next })).toBe(false)
  })
})

it('A new entry removes nothing', () => {
  expect(shrinks('new-item')).toBe(false)
})
