/** The deciding rule, the gain from a change of a policy, and the overlap of patterns, case by case. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import { gainsOf } from '../../policy/gains.ts'
import { grantRules, type GrantLevel, type GrantPlace, unwritable } from '../../policy/grant.ts'
import { Acl, type AclOptions } from '../../policy/match.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { bracesPair, patternOf, patternText, splitPattern, templatesOf } from '../../policy/pattern.ts'
import { firstPlus, literalPart, overlap } from '../../policy/reach.ts'

const now = Date.UTC(2026, 0, 1)
const rule = (path: string, ...capabilities: string[]): string =>
  `path ${JSON.stringify(path)} { capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')} }\n`
const read = (text: string, dialect: Dialect = 'vault') => readPolicy(text, { dialect, now })
const acl = (text: string, options: AclOptions = { dialect: 'vault' }, name = 'p') =>
  new Acl([{ name, rules: read(text, options.dialect).rules }], options)
const reads = (...paths: string[]) => paths.map((path) => rule(path, 'read')).join('')

describe('the deciding rule', () => {
  const decided: readonly (readonly [
    paths: readonly string[],
    asked: string,
    by: string | null,
    beaten?: readonly string[],
  ])[] = [
    [['a'], 'a', 'a'],
    [['a'], '/a', 'a'],
    [['a'], '//a', 'a'],
    [['a'], 'ab', null],
    [['a'], 'a/', null],
    [['a/'], 'a/', 'a/'],
    [['/a'], 'a', 'a'],
    [['a*'], 'a', 'a*'],
    [['a*'], 'abc/d', 'a*'],
    [['a*'], 'b', null],
    [['*'], '', '*'],
    [['*'], 'anything', '*'],
    [[''], '', ''],
    [['+'], 'a', '+'],
    [['+'], 'a/b', null],
    [['a/+'], 'a/b', 'a/+'],
    [['a/+'], 'a/', 'a/+'],
    [['a/+'], 'a', null],
    [['a/+'], 'a/b/c', null],
    [['a/+/c'], 'a/b/c', 'a/+/c'],
    [['a/+/c'], 'a/b/d', null],
    [['a/+/c*'], 'a/b/cd/e', 'a/+/c*'],
    [['a/+/c*'], 'a/b/d', null],
    // Only the last segment of a path that ends in a star can be longer.
    [['a/+/c'], 'a/b/cd', null],
    [['a/+/c*'], 'ab/x/c', null],
    [['a/b/+/c*'], 'a/bx/y/c', null],
    [['a/+/*'], 'a/b/c/d', 'a/+/*'],
    [['a/+/*'], 'a/b', null],
    // An exact rule first, regardless of other matches.
    [['a/b', 'a/*', 'a/+'], 'a/b', 'a/b', ['a/+', 'a/*']],
    // The later first wildcard; for a prefix, its end.
    [['a/+/c', 'a/b/+'], 'a/b/c', 'a/b/+', ['a/+/c']],
    [['a/*', 'a/b/+'], 'a/b/c', 'a/b/+', ['a/*']],
    [['a/b*', 'a/+/c'], 'a/b/c', 'a/b*', ['a/+/c']],
    [['a*', 'ab*', '*'], 'abc', 'ab*', ['a*', '*']],
    // At the same position, the one that does not end in a star.
    [['a/+*x', 'a/*', 'a/+'], 'a/b', 'a/+', ['a/*']],
    // Then fewer wildcard segments, then the longer one, then the greater text.
    [['a/+/+', 'a/+/c'], 'a/b/c', 'a/+/c', ['a/+/+']],
    [['a/*', 'a/+/c*'], 'a/b/cd', 'a/*', ['a/+/c*']],
    [['a/+/c*', 'a/+/cd*'], 'a/b/cde', 'a/+/cd*', ['a/+/c*']],
    [['a/+/c/+/e', 'a/+/+/d/e'], 'a/b/c/d/e', 'a/+/c/+/e', ['a/+/+/d/e']],
    [['a/+/c/d/e*', 'a/+/+/*'], 'a/b/c/d/ex', 'a/+/c/d/e*', ['a/+/+/*']],
    [['a/+/+/dddd', 'a/+/c/+'], 'a/b/c/dddd', 'a/+/+/dddd', ['a/+/c/+']],
    // Lengths are in bytes.
    [['ä/+/c*', 'ä/*'], 'ä/b/c', 'ä/*', ['ä/+/c*']],
  ]
  test.each(decided.map(([paths, asked, by, beaten = []]) => ({ paths, asked, by, beaten })))(
    'of $paths for $asked is $by',
    ({ paths, asked, by, beaten }) => {
      const usable = paths.filter((path) => !path.includes('+*'))
      for (const order of [usable, usable.toReversed()]) {
        const decision = acl(reads(...order)).decide(asked)
        expect([decision.by?.text ?? null, decision.beaten.map(({ text }) => text)]).toEqual([by, beaten])
        expect(decision.capabilities).toEqual([by === null ? 'deny' : 'read'])
      }
    },
  )

  test('combines the rules of one path from all policies, and a denial among them overrides the others', () => {
    const policies = (...texts: string[]) =>
      texts.map((text, index) => ({ name: `p${index}`, rules: read(text).rules }))
    const both = new Acl(policies(rule('a', 'update', 'read'), rule('/a', 'list', 'read')), { dialect: 'vault' })
    const { by } = both.decide('a')
    expect([by?.capabilities, by?.denies, by?.rules.map(({ policy }) => policy)]).toEqual([
      ['list', 'read', 'update'],
      false,
      ['p0', 'p1'],
    ])
    const denied = new Acl(policies(rule('a', 'read'), rule('a', 'deny')), { dialect: 'vault' })
    expect([denied.decide('a').by?.denies, denied.capabilities('a')]).toEqual([true, ['deny']])
    expect(denied.decide('a').by?.rules).toHaveLength(2)
    // An exact rule and a prefix of the same letters are different rules.
    const two = acl(rule('a', 'read') + rule('a*', 'update'))
    expect([two.capabilities('a'), two.capabilities('ab')]).toEqual([['read'], ['update']])
  })

  test('is a denial if nothing matches, and if a rule grants nothing', () => {
    const some = acl(`path "a" {}\n${rule('b', 'read')}`)
    expect(some.decide('a')).toMatchObject({
      by: { text: 'a', capabilities: [], denies: false },
      capabilities: ['deny'],
    })
    expect(some.decide('c')).toEqual({ by: null, beaten: [], capabilities: ['deny'] })
    expect([some.allows('b', 'read'), some.allows('b', 'update'), some.allows('a', 'read')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('does not exist for root, which has all permissions', () => {
    const root = acl(rule('a', 'deny'), { dialect: 'vault' }, 'root')
    expect(root.decide('a')).toEqual({ by: null, beaten: [], capabilities: ['root'] })
    expect([root.allows('a', 'delete'), root.capabilities('x')]).toEqual([true, ['root']])
    const both = new Acl(
      [
        { name: 'p', rules: read(rule('a', 'deny')).rules },
        { name: 'root', rules: [] },
      ],
      { dialect: 'vault' },
    )
    expect(both.allows('a', 'read')).toBe(true)
    expect(acl(rule('a', 'read'), { dialect: 'vault' }, 'rooted').allows('b', 'read')).toBe(false)
  })

  test.each<readonly [dialect: Dialect, paths: readonly string[], asked: string, by: string | null]>([
    ['vault', ['a'], 'a/', 'a'],
    ['openbao', ['a'], 'a/', 'a'],
    ['vault', ['a', 'a/'], 'a/', 'a/'],
    ['vault', ['a', 'a/*'], 'a/', 'a'],
    ['vault', ['abc'], 'abc/', 'abc'],
    ['vault', ['a'], 'abc/', null],
    ['vault', ['a*', 'a/*'], 'a/', 'a*'],
    ['openbao', ['a*', 'a/*'], 'a/', 'a/*'],
    ['vault', ['a/*'], 'a/', 'a/*'],
    ['vault', ['a/'], 'a', null],
    ['vault', ['a/*'], 'a', null],
  ])('of a listing is searched for the folder and for its name: %s %j for %j is %j', (dialect, paths, asked, by) => {
    const all = acl(paths.map((path) => rule(path, 'list')).join(''), { dialect })
    expect(all.decide(asked, 'list').by?.text ?? null).toBe(by)
    expect(all.decide(asked, 'scan').by?.text ?? null).toBe(by)
    expect(all.capabilities(asked)).toEqual([by === null ? 'deny' : 'list'])
  })

  test('of a read is searched for the path as it is written', () => {
    const folder = acl(rule('a', 'read', 'list'))
    expect([folder.decide('a/', 'read').by, folder.allows('a/', 'read'), folder.allows('a/', 'list')]).toEqual([
      null,
      false,
      true,
    ])
  })

  test('fills templates, and skips those that cannot be filled', () => {
    const text = reads('a/{{ x }}/b', 'c/{{x}}{{y}}', 'd/{{none}}', 'e/{{empty}}', 'f/{{x}}*')
    const values: Readonly<Record<string, string>> = { x: 'X', y: 'Y/+', empty: '' }
    const filled = acl(text, { dialect: 'vault', fill: (key) => values[key] ?? null })
    expect(filled.leftOut.map(({ policy, rule: { written } }) => [policy, written])).toEqual([
      ['p', 'd/{{none}}'],
      ['p', 'e/{{empty}}'],
    ])
    expect(filled.decide('a/X/b').by?.text).toBe('a/X/b')
    expect(filled.decide('c/XY/Z').by?.text).toBe('c/XY/+')
    expect(filled.decide('f/XYZ').by?.text).toBe('f/X*')
    const unfilled = acl(text)
    expect(unfilled.leftOut).toHaveLength(5)
    expect(unfilled.decide('a/{{ x }}/b').by).toBeNull()
    expect(acl(reads('a/{{x'), { dialect: 'vault', fill: () => 'X' }).leftOut).toHaveLength(1)
  })
})

describe('the gain from a change', () => {
  const gained = (before: string, after: string, dialect: Dialect = 'vault') =>
    gainsOf(read(before, dialect), read(after, dialect), dialect).map(({ path, capabilities }) =>
      `${path} ${capabilities.join(' ')}`.trim(),
    )

  const changes: readonly (readonly [before: string, after: string, gains: readonly string[], dialect?: Dialect])[] = [
    ['', rule('a', 'read', 'list'), ['a list read']],
    [rule('a', 'read'), '', []],
    [rule('a', 'read'), rule('a', 'read'), []],
    [rule('a', 'read'), rule('/a', 'read'), []],
    [rule('a', 'read', 'list'), rule('a', 'list', 'read'), []],
    [rule('a', 'read'), rule('a', 'update'), ['a update']],
    [rule('a*', 'read'), rule('a', 'read'), []],
    [rule('a', 'read'), rule('a*', 'read'), ['a* read']],
    [rule('a/*', 'read'), rule('a/+', 'read'), []],
    [rule('a/+', 'read'), rule('a/*', 'read'), ['a/* read']],
    [rule('a/+/c', 'read'), rule('a/b/c', 'read'), []],
    [rule('a/+/c', 'read'), rule('a/+/+', 'read'), ['a/+/+ read']],
    [rule('a/+/c*', 'read'), rule('a/+/cd*', 'read'), []],
    [rule('a/+/cd*', 'read'), rule('a/+/c*', 'read'), ['a/+/c* read']],
    // A denial that is removed, or overridden by another rule, grants the paths below it.
    [rule('a*', 'read') + rule('a/b', 'deny'), rule('a*', 'read'), ['a* read']],
    [
      rule('a*', 'read') + rule('a/b*', 'deny'),
      rule('a*', 'read') + rule('a/b*', 'deny') + rule('a/b/c', 'read'),
      ['a/b/c read'],
    ],
    [rule('a*', 'read'), rule('a*', 'read') + rule('a/b', 'deny'), []],
    [rule('+/b', 'deny') + rule('a/*', 'read'), rule('a/*', 'read'), []],
    [rule('a/+/c', 'deny') + rule('a/*', 'read'), rule('a/*', 'read'), ['a/* read']],
    // Changed conditions are a gain without a capability: only the server knows which condition is stricter.
    ['path "a" { capabilities = ["update"] allowed_parameters = { x = [] } }', rule('a', 'update'), ['a']],
    [rule('a', 'update'), 'path "a" { capabilities = ["update"] required_parameters = ["x"] }', ['a']],
    [
      'path "a" { capabilities = ["update"] min_wrapping_ttl = "1h" }',
      'path "a" { capabilities = ["update"]\n min_wrapping_ttl   =   "1h" }',
      [],
    ],
    [
      'path "a" { capabilities = ["update"] comment = "x" }',
      'path "a" { capabilities = ["update"] comment = "y" }',
      [],
    ],
    ['path "a" { capabilities = ["deny"] min_wrapping_ttl = "1h" }', rule('a', 'deny'), []],
    // A template represents one unknown name, a different one for each key.
    [rule('a/{{identity.entity.id}}', 'read'), rule('a/+', 'read'), ['a/+ read']],
    [rule('a/+', 'read'), rule('a/{{identity.entity.id}}', 'read'), []],
    [rule('a/{{identity.entity.id}}', 'read'), rule('a/{{ identity.entity.id }}', 'read'), []],
    [
      rule('a/{{identity.entity.id}}', 'read'),
      rule('a/{{identity.entity.name}}', 'read'),
      ['a/{{identity.entity.name}} read'],
    ],
    [
      rule('a/{{identity.entity.id}}/x', 'read'),
      rule('a/{{identity.entity.id}}/*', 'read'),
      ['a/{{identity.entity.id}}/* read'],
    ],
    [rule('a/*', 'read') + rule('a/{{identity.entity.id}}', 'deny'), rule('a/*', 'read'), ['a/* read']],
    // Names that begin like a rule.
    [rule('a/a*', 'list'), rule('a/+', 'list'), ['a/+ list']],
    [rule('a*', 'deny'), rule('a*', 'deny') + rule('+/+', 'read'), ['+/+ read']],
    [rule('a/*', 'read'), rule('a/+', 'read'), ['a/+ read']],
    // An open end has any number of segments, a plus exactly one.
    [rule('a/+', 'read') + rule('a/+/', 'read'), rule('a/*', 'read'), ['a/* read']],
    [rule('a/+', 'read') + rule('a/+/+', 'read'), rule('a/*', 'read'), ['a/* read']],
    [rule('a/+/*', 'read'), rule('a/*', 'read'), ['a/* read']],
    [rule('a/+/+/*', 'read'), rule('a/*', 'read'), ['a/* read']],
    [rule('a/+', 'read') + rule('a/+/*', 'read'), rule('a/*', 'read'), []],
    [rule('a/+/c', 'read') + rule('a/+/c*', 'deny'), rule('a/+/c', 'read') + rule('a/*', 'read'), ['a/* read']],
    // A listing checks the folder, too.
    [rule('a/', 'list'), rule('a', 'list'), ['a list']],
    [rule('a', 'list'), rule('a/', 'list'), []],
    [rule('a', 'read'), rule('a', 'scan'), ['a scan'], 'openbao'],
    [rule('*', 'deny'), rule('*', 'read'), ['* read']],
    [rule('+', 'read'), rule('+/*', 'read'), ['+/* read']],
  ]
  test.each(changes.map(([before, after, gains, dialect = 'vault']) => ({ before, after, gains, dialect })))(
    'from $before to $after is $gains',
    ({ before, after, gains, dialect }) => {
      expect(gained(before, after, dialect)).toEqual(gains)
    },
  )

  test('is found for every path that is newly allowed, and names the rule that allows it', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '+')
    const pattern = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '*', '/*', '/a*', '/'))
      .map(([segments, end]) => segments.join('/') + end)
      .filter((path) => !path.includes('+*'))
    const rules = fc.array(fc.tuple(pattern, fc.constantFrom('read', 'read', 'list', 'deny')), { maxLength: 4 })
    const names = ['a', 'b', 'ab', 'abc', 'x']
    const folders = ['', ...names.flatMap((one) => [`${one}/`, ...names.map((two) => `${one}/${two}/`)])]
    const universe = folders.flatMap((folder) => [folder, ...names.map((name) => folder + name)])
    let gains = 0
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const [old, next] = [before, after].map((each) => each.map(([path, right]) => rule(path, right)).join(''))
        const [was, is] = [acl(old ?? ''), acl(next ?? '')]
        const allowed = new Set<string>()
        for (const path of universe)
          for (const right of ['read', 'list'] as const)
            if (is.allows(path, right) && !was.allows(path, right)) allowed.add(is.decide(path, right).by?.text ?? '')
        const found = new Set(gainsOf(read(old ?? ''), read(next ?? ''), 'vault').map(({ path }) => path))
        expect(
          [...allowed].filter((path) => !found.has(path)),
          `${old} to ${next}`,
        ).toEqual([])
        gains += allowed.size
      }),
      { numRuns: 150, seed: 5 },
    )
    expect(gains).toBeGreaterThan(50)
  })

  test.each<readonly [rules: string, another: string, common: string]>([
    // A rule that exists only next to another one: the paths that both match.
    ['a/+/c', 'a/b/+', 'a/b/c'],
    ['a/+', '+/b', 'a/b'],
    ['+/+', 'a*', 'a/x'],
    ['a*', '+/b/c', 'ax/b/c'],
    ['a/b*', 'a/+/c', 'a/bx/c'],
    ['a/+/c*', 'a/b/+/d', 'a/b/cx/d'],
    ['ab*', 'a*', 'abx'],
    ['a/+/*', 'a/b/c/d*', 'a/b/c/dx'],
    ['+/b*', 'a/+', 'a/bx'],
    ['a/+/b*', '+/a/+', 'a/a/bx'],
    ['+/a*', '+/+/c', 'x/ax/c'],
    ['+/a*', '+/ab*', 'x/abx'],
  ])('of %j that %j no longer denies is found at a path of both, as %j', (allowing, denying, common) => {
    const after = rule(allowing, 'read')
    const before = after + rule(denying, 'deny')
    const isFreed = !acl(before).allows(common, 'read')
    expect(acl(after).allows(common, 'read')).toBe(true)
    expect(gained(before, after)).toEqual(isFreed ? [`${allowing} read`] : [])
    // Conversely, a rule that overrides a denial.
    expect(gained(rule(denying, 'deny'), rule(denying, 'deny') + after)).toEqual([`${allowing} read`])
  })

  test('ignores an expired rule', () => {
    const expired = 'path "a" { capabilities = ["read"] expiration = "2020-01-01T00:00:00Z" }'
    expect(gained('', expired, 'openbao')).toEqual([])
    expect(gained(expired, rule('a', 'read'), 'openbao')).toEqual(['a read'])
  })

  test('is every changed rule if there are too many to compare', () => {
    const many = (count: number, ...capabilities: string[]) =>
      Array.from({ length: count }, (_, index) => rule(`a/${index}`, ...capabilities)).join('')
    expect(gained(many(300, 'read', 'list'), many(300, 'read'))).toHaveLength(600)
    expect(gained(many(20, 'read', 'list'), many(20, 'read'))).toEqual([])
  })
})

describe('a pattern', () => {
  test.each([
    ['a', 'exact', 'a', 'a'],
    ['/a', 'exact', 'a', 'a'],
    ['//a', 'exact', '/a', '/a'],
    ['a*', 'prefix', 'a', 'a*'],
    ['*', 'prefix', '', '*'],
    ['+', 'segments', '+', '+'],
    ['+/a', 'segments', '+/a', '+/a'],
    ['a/+', 'segments', 'a/+', 'a/+'],
    ['a/+/b*', 'segments', 'a/+/b*', 'a/+/b*'],
    ['a+', 'exact', 'a+', 'a+'],
    ['a+/b', 'exact', 'a+/b', 'a+/b'],
    ['+a', 'exact', '+a', '+a'],
    ['a/+b', 'segments', 'a/+b', 'a/+b'],
    ['', 'exact', '', ''],
  ])('compares with another one: %j is %s of %j', (written, kind, path, text) => {
    const pattern = patternOf(written)
    expect([pattern, patternText(pattern)]).toEqual([{ kind, path }, text])
  })

  test.each([
    ['a/b', ['a', 'b'], false],
    ['a/b*', ['a', 'b'], true],
    ['a/+/*', ['a', '+', ''], true],
    ['a/+', ['a', '+'], false],
    ['a/{{x}}/{{ y }}z', ['a', 'N', 'Nz'], false],
    ['*', [''], true],
  ])('is split into segments: %j has %j', (written, segments, isOpen) => {
    expect(splitPattern(patternOf(written), 'N')).toEqual({ segments, isOpen })
  })

  test.each([
    ['a/{{x}}', true, [['x', 2, 7]]],
    [
      '{{ x }}{{y}}',
      true,
      [
        ['x', 0, 7],
        ['y', 7, 12],
      ],
    ],
    ['a', true, []],
    ['a/{{x', false, []],
    ['a/x}}', false, []],
    ['}}{{', false, []],
    ['{{x}}}}', false, [['x', 0, 5]]],
    ['{{x{{y}}', false, [['y', 3, 8]]],
    ['{{}}', true, [['', 0, 4]]],
    ['{x}', true, []],
  ])('has balanced braces: %j is %s, around %j', (path, isPaired, templates) => {
    expect(bracesPair(path)).toBe(isPaired)
    expect(templatesOf(path).map(({ key, start, end }) => [key, start, end])).toEqual(templates)
  })

  test.each([
    ['a/b', 'a/b', -1],
    ['a/b*', 'a/b', -1],
    ['a/+/b', 'a/', 2],
    ['+', '', 0],
    ['+/a', '', 0],
    ['a/+b/+', 'a/+b/', 5],
    ['a/+b', 'a/+b', -1],
    ['a/{{x}}/+', 'a/', 8],
    ['a/+/{{x}}', 'a/', 2],
    ['{{x}}', '', -1],
    ['a+/b', 'a+/b', -1],
    ['+a/+', '+a/', 3],
  ])('has a literal beginning: %j up to %j, and its first plus is at %i', (written, literal, plus) => {
    const pattern = patternOf(written)
    expect([literalPart(pattern), firstPlus(pattern.path)]).toEqual([literal, plus])
  })

  test.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'a/b', false],
    ['a*', 'a', true],
    ['a*', 'ab/c', true],
    ['a*', 'b', false],
    ['a*', 'ab*', true],
    ['ab*', 'ac*', false],
    ['a/*', 'a', false],
    ['a/*', 'a/b/c', true],
    ['*', 'anything/at/all', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a', false],
    ['a/+/c', 'a/b/c', true],
    ['a/+/c', 'a/b/d', false],
    ['a/+/c', '+/b/c', true],
    ['a/+/c', 'b/+/c', false],
    ['a/+/c*', 'a/b/cd/e', true],
    ['a/+/c*', 'a/b/d', false],
    ['a/+', 'a/b*', true],
    ['a/b*', 'a/+/c', true],
    ['a/{{x}}', 'a/b', true],
    ['a/{{x}}/c', 'a/b/d', false],
    ['a/{{x}}*', 'a/b/c', true],
    ['a/+', 'a/*', true],
    ['+', 'a', true],
    ['a+', 'ab', false],
    ['', 'a', false],
  ])('can overlap with another one: %j and %j match a common path: %s', (one, two, isCommon) => {
    const [a, b] = [patternOf(one), patternOf(two)]
    expect([overlap(a, b), overlap(b, a)]).toEqual([isCommon, isCommon])
  })
})

describe('generated rules', () => {
  const place = (path: string, version: 1 | 2 = 2): GrantPlace => ({ mount: 'kv/', version, path })
  const granted = (at: GrantPlace, level: GrantLevel) =>
    grantRules(at, level).map(({ path, capabilities }) => `${path} ${capabilities.join(' ')}`)

  test.each<readonly [GrantPlace, GrantLevel, readonly string[]]>([
    [place('a'), 'read', ['kv/data/a read', 'kv/metadata/a read']],
    [place('a/'), 'read', ['kv/data/a/* read', 'kv/metadata/a/* read list']],
    [place(''), 'read', ['kv/data/* read', 'kv/metadata/* read list']],
    [place('a'), 'write', ['kv/data/a create read update patch', 'kv/metadata/a read']],
    [
      place('a/'),
      'manage',
      [
        'kv/data/a/* create read update patch delete',
        'kv/metadata/a/* create read update patch delete list',
        'kv/delete/a/* update',
        'kv/undelete/a/* update',
        'kv/destroy/a/* update',
      ],
    ],
    [place('a', 1), 'read', ['kv/a read']],
    [place('a/', 1), 'write', ['kv/a/* create read update list']],
    [place('', 1), 'manage', ['kv/* create read update delete list']],
  ])('for %j at the level %s are %j', (at, level, rules) => {
    expect(granted(at, level)).toEqual(rules)
  })

  test.each([
    ['a', null],
    ['a*', 'star-at-end'],
    ['a*b', null],
    ['a*/', null],
    ['+', 'plus-segment'],
    ['a/+/b', 'plus-segment'],
    ['a+', null],
    ['a/{{x', 'template-braces'],
    ['a}}', 'template-braces'],
    ['{a}', null],
    ['', null],
  ])('cannot be generated for all paths: %j has the problem %j', (path, why) => {
    expect(unwritable(place(path))).toBe(why)
    const made = () => {
      try {
        return grantRules(place(path), 'read').length
      } catch (problem) {
        return problem instanceof RangeError
      }
    }
    expect(made()).toBe(why === null ? 2 : true)
  })
})
