/** Roles on the page: durations, rules, warnings, rows, and the merge of two users' changes. */
import { describe, expect, it } from 'vitest'
import type { RoleSettings } from '../../../electron/contract/kubernetes.ts'
import { conflicts, emptyRole, rebased } from '../../../renderer/features/kubernetes/roles/roleDraft.ts'
import { nothingKnown, remarksOn, sharedRoles } from '../../../renderer/features/kubernetes/roles/roleLint.ts'
import { rowsOf, shownRows } from '../../../renderer/features/kubernetes/roles/roleRows.ts'
import { nameProblems, settingsProblems } from '../../../renderer/features/kubernetes/roles/roleRules.ts'
import { secondsOfTtl, ttlOfSeconds } from '../../../renderer/features/kubernetes/roles/ttl.ts'

const role = (more: Partial<RoleSettings> = {}): RoleSettings => ({
  ...emptyRole('vault'),
  serviceAccounts: ['web'],
  namespaces: ['shop'],
  audience: 'vault',
  policies: ['webapp'],
  ttl: 3600,
  ...more,
})

describe('a time to live', () => {
  it.each([
    ['', 0],
    ['3600', 3600],
    ['24h', 86_400],
    ['1h30m', 5400],
    ['30d', 2_592_000],
    [' 2H ', 7200],
    ['1h 5s', 3605],
    ['soon', null],
    ['-1h', null],
    ['1.5h', 5400],
    ['0.5m', 30],
    ['+5s', 5],
    ['.5h', 1800],
    ['1500ms', 1],
    ['1d12h', 129_600],
    ['0', 0],
    ['0s', 0],
    ['500ms', null],
    ['1h30', null],
    ['1.5d', null],
    ['9999999999999999999h', null],
    ['h', null],
  ])('%j is %j seconds', (typed, seconds) => expect(secondsOfTtl(typed)).toBe(seconds))

  it.each([0, 1, 59, 60, 90, 3600, 5400, 86_399, 86_400, 172_800, 2_764_800])(
    '%d seconds are formatted and parsed back',
    (seconds) => expect(secondsOfTtl(ttlOfSeconds(seconds))).toBe(seconds),
  )
})

describe('the server’s own validation', () => {
  const codes = (settings: RoleSettings, mountMax = 0) => settingsProblems(settings, mountMax).map(({ code }) => code)

  it('is applied to settings before the request', () => {
    expect(codes(role())).toEqual([])
    expect(codes(role({ serviceAccounts: [] }))).toEqual(['accounts-needed'])
    expect(codes(role({ serviceAccounts: ['*', 'a'], namespaces: ['*', 'b'] }))).toEqual([
      'accounts-star',
      'namespaces-star',
    ])
    expect(codes(role({ namespaces: [] }))).toEqual(['namespaces-needed'])
    expect(codes(role({ namespaces: [], namespaceSelector: '{}' }))).toEqual([])
    expect(codes(role({ maxTtl: 60 }))).toEqual(['ttl-above-max'])
    expect(codes(role({ period: 100 }), 60)).toEqual(['period-above-mount'])
    expect(codes(role({ tokenType: 'batch', period: 5, numUses: 1 }))).toEqual(['batch-period', 'batch-uses'])
    expect(codes(role({ boundCidrs: ['10.0.0.0/8', '::1', 'here'] }))).toEqual(['cidr-illegal'])
  })

  it('is applied to names before the request', () => {
    expect(nameProblems('')).toMatchObject([{ code: 'name-needed' }])
    expect(nameProblems('a b')).toMatchObject([{ code: 'name-illegal' }])
    expect(nameProblems('a/b')).toMatchObject([{ code: 'name-illegal' }])
    expect(nameProblems('WebApp')).toMatchObject([{ code: 'name-capitals', isRefused: false }])
    expect(nameProblems('web-app.1')).toEqual([])
  })
})

describe('names with many asterisks', () => {
  const patterns = ['****x', '*a*a*a*a*b', `${'*a'.repeat(40)}*b`, '*'.repeat(5000), `${'*'.repeat(60)}a`]

  it('are matched against other roles without trying every split', () => {
    const names = { serviceAccounts: ['a'.repeat(63)], namespaces: ['a'.repeat(63), 'a'.repeat(5000)] }
    const roles = [
      { name: 'named', settings: role(names) },
      ...patterns.map((name) => ({ name, settings: role({ serviceAccounts: [name], namespaces: [name] }) })),
    ]
    const shared = sharedRoles(roles)
    expect(shared.get('named')).toEqual(['*'.repeat(5000), `${'*'.repeat(60)}a`])
  })
})

describe('warnings', () => {
  const codes = (settings: RoleSettings, known = nothingKnown) => remarksOn(settings, known, []).map(({ code }) => code)

  it('name what makes a role too permissive', () => {
    expect(codes(role())).toEqual([])
    expect(codes(role({ serviceAccounts: ['*'], namespaces: ['*'] }))).toEqual(['everybody'])
    expect(codes(role({ serviceAccounts: ['*'] }))).toEqual(['any-account'])
    expect(codes(role({ namespaces: ['*'] }))).toEqual(['any-namespace'])
    expect(codes(role({ serviceAccounts: ['default'], audience: '' }))).toEqual(['default-account', 'no-audience'])
    expect(codes(role({ ttl: 0, policies: [] }))).toEqual(['no-policy', 'ttl-open'])
  })

  it('mention policies only if their names are known', () => {
    const known = { names: new Set(['other']), escalating: new Set(['webapp']) }
    expect(codes(role(), known)).toEqual(['escalating-policy', 'missing-policy'])
    expect(codes(role({ policies: ['root'] }))).toEqual(['escalating-policy'])
  })

  it('compare names of policies in lowercase, as the servers do', () => {
    const known = { names: new Set(['tillread']), escalating: new Set(['tillroot']) }
    expect(codes(role({ policies: ['TillRead'] }), known)).toEqual([])
    expect(codes(role({ policies: ['TillRoot'] }), known)).toEqual(['escalating-policy', 'missing-policy'])
    expect(codes(role({ policies: ['Root'] }))).toEqual(['escalating-policy'])
  })

  it('name the names that Kubernetes cannot have', () => {
    const names = (settings: RoleSettings) =>
      remarksOn(settings, nothingKnown, []).find(({ code }) => code === 'impossible-name')?.names
    expect(names(role({ namespaces: ['Default', 'shop'], serviceAccounts: ['web_app'] }))).toEqual([
      'web_app',
      'Default',
    ])
    expect(names(role({ namespaces: ['shop-*', '*-1'], serviceAccounts: ['w*', 'system.app'] }))).toBeUndefined()
    expect(names(role({ serviceAccounts: ['*'] }))).toBeUndefined()
  })

  it('name the roles that the same pod can use, by names and by patterns', () => {
    const roles = [
      { name: 'a', settings: role() },
      { name: 'b', settings: role({ serviceAccounts: ['web', 'other'] }) },
      { name: 'c', settings: role({ serviceAccounts: ['w*'], namespaces: ['sh*'] }) },
      { name: 'd', settings: role({ namespaces: ['elsewhere'] }) },
      { name: 'e', settings: role({ serviceAccounts: ['*'], namespaces: ['*'] }) },
      { name: 'f', settings: role({ serviceAccounts: ['w.b'], namespaces: ['shop'] }) },
    ]
    const shared = sharedRoles(roles)
    expect(shared.get('a')?.toSorted()).toEqual(['b', 'c'])
    expect(shared.get('c')?.toSorted()).toEqual(['a', 'b', 'f'])
    expect(shared.get('d')).toBeUndefined()
    expect(shared.get('e')).toBeUndefined()
  })

  it('are absent for thousands of roles with distinct names', () => {
    const roles = Array.from({ length: 2000 }, (_, index) => ({
      name: `r${index}`,
      settings: role({ serviceAccounts: [`a${index}`], namespaces: index % 10 === 0 ? ['*'] : ['shop'] }),
    }))
    expect(sharedRoles(roles).size).toBe(0)
  })
})

describe('rows', () => {
  const list = {
    names: ['a', 'b', 'c'],
    roles: new Map(
      [role({ ttl: 60 }), role({ ttl: 5, audience: '', serviceAccounts: ['worker'] })].map((settings, index) => {
        const name = ['a', 'b'][index] ?? ''
        const older: string[] = []
        return [name, { name, settings, older }] as const
      }),
    ),
    failed: new Map(),
    isWhole: false,
  }
  const rows = rowsOf(list, nothingKnown)
  const names = (search: string, onlyRemarked = false, column: 'name' | 'ttl' = 'name', isDescending = false) =>
    shownRows(rows, search, onlyRemarked, { column, isDescending }).map(({ name }) => name)

  it('exist before their roles are loaded', () => expect(names('')).toEqual(['a', 'b', 'c']))
  it('are found by every search term, in any column', () => {
    expect(names('shop WORKER')).toEqual(['b'])
    expect(names('nobody')).toEqual([])
  })
  it('are sorted and filtered', () => {
    expect(names('', false, 'ttl', true)).toEqual(['a', 'b', 'c'])
    expect(names('', true)).toEqual(['b'])
  })
})

describe('a role that two users have changed', () => {
  const base = role()
  const draft = { name: 'a', base, settings: { ...base, ttl: 60, audience: 'mine' } }
  const theirs = { ...base, audience: 'theirs', policies: ['other'] }

  it('keeps my changes, and takes everything else from theirs', () => {
    expect(rebased(draft, theirs)).toEqual({
      name: 'a',
      base: theirs,
      settings: { ...theirs, ttl: 60, audience: 'mine' },
    })
  })
  it('reports the fields that both changed', () => expect(conflicts(draft, theirs)).toEqual(['audience']))
})
