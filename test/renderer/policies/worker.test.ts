/** The answers of the worker, without the worker. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyze, ruleAt } from '../../../renderer/features/policies/worker/analyze.ts'
import { changeRule } from '../../../renderer/features/policies/worker/change.ts'
import { complete } from '../../../renderer/features/policies/worker/complete.ts'
import { decide } from '../../../renderer/features/policies/worker/decide.ts'
import type { Edit, RuleChange, Setting } from '../../../renderer/features/policies/worker/protocol.ts'
import { readPolicy } from '../../../policy/meaning.ts'

const setting: Setting = {
  name: '',
  dialect: 'vault',
  now: 0,
  mounts: [
    { path: 'secret/', type: 'kv', version: 2 },
    { path: 'old/', type: 'kv', version: 1 },
    { path: 'auth/userpass/', type: 'userpass', accessor: 'auth_userpass_1' },
  ],
  allMounts: true,
}

const read = (text: string) => analyze(text, setting, '', 50)

function withEdits(text: string, edits: readonly Edit[] | null): string {
  if (edits === null) throw new Error('there is no edit')
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text)
}
const changed = (text: string, change: RuleChange): string => withEdits(text, changeRule(text, setting, change))
const rulesOf = (text: string) => {
  const policy = readPolicy(text, { dialect: 'vault', now: 0 })
  return { problems: policy.problems, rules: policy.rules.map(({ written, capabilities }) => [written, capabilities]) }
}

describe('a text with other line endings', () => {
  const rule = (path: string, word = 'reed') => `path "${path}" {\n  # why\n  capabilities = ["${word}"]\n}\n`

  it('has correct positions, regardless of its line endings', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (windows) => {
        const text = windows.map((is, index) => {
          const one = rule(`secret/data/${index}`)
          return is ? one.replaceAll('\n', '\r\n') : one
        })
        const whole = text.join('')
        const { remarks, rows } = read(whole)
        const unknown = remarks.filter(({ code }) => code === 'unknown-capability')
        expect(unknown.map(({ from, to }) => whole.slice(from, to))).toEqual(windows.map(() => '"reed"'))
        expect(rows.map(({ from, to }) => whole.slice(from, to))).toEqual(text.map((one) => one.trimEnd()))
        for (const { from } of rows) expect(ruleAt(whole, setting, from + 3)?.from).toBe(from)
        const mended = withEdits(
          whole,
          unknown.flatMap(({ fix }) => fix ?? []),
        )
        expect(mended).toBe(whole.replaceAll('reed', 'read'))
      }),
      { numRuns: 60 },
    )
  })
})

describe('a change of a rule', () => {
  it('affects only what it names: comments and layout stay', () => {
    const text = '# head\npath "a" {\n  capabilities = [\n    "read", # look\n    "list"\n  ]\n}\n'
    const without = changed(text, { kind: 'capability', index: 0, name: 'read', isOn: false })
    expect(without).toContain('# look')
    expect(rulesOf(without)).toEqual({ problems: [], rules: [['a', ['list']]] })
    const more = changed(text, { kind: 'capability', index: 0, name: 'update', isOn: true })
    expect(more).toContain('# look')
    expect(rulesOf(more).rules).toEqual([['a', ['read', 'list', 'update']]])
    expect(changed(text, { kind: 'path', index: 0, path: 'b"c' })).toContain(String.raw`path "b\"c" {`)
  })

  it('sets, changes and removes an argument', () => {
    const text = 'path "a" {\n  capabilities = ["read"]\n}\n'
    const set = changed(text, { kind: 'argument', index: 0, name: 'min_wrapping_ttl', value: '"1m"' })
    expect(set).toBe('path "a" {\n  capabilities = ["read"]\n  min_wrapping_ttl = "1m"\n}\n')
    expect(read(set).rows[0]?.arguments).toEqual([{ name: 'min_wrapping_ttl', value: '"1m"', isCut: false }])
    const other = changed(set, { kind: 'argument', index: 0, name: 'min_wrapping_ttl', value: '"2m"' })
    expect(other).toContain('min_wrapping_ttl = "2m"')
    expect(changed(other, { kind: 'argument', index: 0, name: 'min_wrapping_ttl', value: null })).toBe(text)
    const empty = changed('path "a" {}', { kind: 'capability', index: 0, name: 'read', isOn: true })
    expect(rulesOf(empty)).toEqual({ problems: [], rules: [['a', ['read']]] })
  })

  it('is left to the user for base64, where all of it would have to change', () => {
    const json = '{"path":{"a":{"capabilities":["read"]}}}'
    expect(changed(json, { kind: 'remove', index: 0 })).toBe('{}')
    const toggled = changed(json, { kind: 'capability', index: 0, name: 'list', isOn: true })
    expect(JSON.parse(toggled)).toEqual({ path: { a: { capabilities: ['read', 'list'] } } })
    const packed = btoa('path "a" { capabilities = ["read"] }')
    expect(changeRule(packed, setting, { kind: 'path', index: 0, path: 'b' })).toBeNull()
    expect(read(packed)).toMatchObject({ isBase64: true, isAccepted: true })
    const [remark] = read(packed).remarks
    expect(withEdits(packed, remark?.fix ?? null)).toBe('path "a" { capabilities = ["read"] }')
  })

  it('never does more than it describes, for generated rules', () => {
    const word = fc.constantFrom('read', 'list', 'update', 'create', 'delete', 'patch')
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(word, { minLength: 1 }), { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        word,
        fc.boolean(),
        (all, pick, name, isOn) => {
          const text = all
            .map((given, at) => `path "p${at}" {\n  capabilities = ${JSON.stringify(given)} # ${at}\n}\n`)
            .join('\n')
          const index = pick % all.length
          if ((all[index] ?? []).includes(name) === isOn) return
          const { problems, rules } = rulesOf(changed(text, { kind: 'capability', index, name, isOn }))
          expect(problems).toEqual([])
          rules.forEach(([path, given], at) => {
            const before = all[at] ?? []
            const wanted = at !== index ? before : isOn ? [...before, name] : before.filter((each) => each !== name)
            expect([path, new Set(given)]).toEqual([`p${at}`, new Set(wanted)])
          })
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('suggestions', () => {
  const at = (text: string) => complete(text.replace('|', ''), setting, text.indexOf('|'))

  it('are mounts, the parts of an engine, and the folder whose names follow', () => {
    expect(at('path "se|')?.options).toEqual(['secret/'])
    expect(at('path "secret/|')?.options).toContain('secret/data/')
    expect(at('path "secret/data/webapp/co|')?.listing).toEqual({
      mount: 'secret/',
      folder: 'webapp/',
      before: 'secret/data/webapp/',
    })
    expect(at('path "old/team/|')?.listing).toEqual({ mount: 'old/', folder: 'team/', before: 'old/team/' })
    expect(at('path "secret/data/+/|')?.listing).toBeNull()
    expect(at('path "auth/|')?.options).toEqual(['auth/token/', 'auth/userpass/'])
  })

  it('are identity keys with the accessors of the server, each with its mount', () => {
    const withAccessor = { ...setting, mounts: [{ path: 'auth/jwt/', type: 'jwt', accessor: 'auth_jwt_1' }] }
    const text = 'path "a/{{identity.entity.aliases.'
    const found = complete(text, withAccessor, text.length)
    expect(found?.options).toContain('identity.entity.aliases.auth_jwt_1.name')
    expect(found?.hints['identity.entity.aliases.auth_jwt_1.name']).toBe('auth/jwt/')
    expect(at('path "a" { capabilities = |')?.options).toEqual(['[""]'])
  })

  it('are capabilities and arguments that are missing', () => {
    expect(at('path "a" { capabilities = ["read", "|"] }')?.options).not.toContain('read')
    expect(at('path "a" {\n  |')?.options).toContain('capabilities')
    expect(at('path "a/{{|')?.options).toContain('identity.entity.id')
    expect(at('# path "|')).toBeNull()
    expect(at('{"path": {"|')).toBeNull()
  })
})

describe('a decision', () => {
  const text =
    'path "secret/data/*" {\n  capabilities = ["read"]\n}\npath "secret/data/x" {\n  capabilities = ["deny"]\n}\n'

  it('names the rule that decides, its position, and the others', () => {
    expect(decide(text, setting, 'secret/data/a', 'read', null)).toMatchObject({ isAllowed: true, by: { line: 1 } })
    expect(decide(text, setting, 'secret/data/x', 'read', null)).toMatchObject({
      isAllowed: false,
      by: { pattern: 'secret/data/x', capabilities: ['deny'], line: 4 },
      beaten: [{ pattern: 'secret/data/*' }],
    })
    expect(decide(text, setting, 'other', 'read', null)).toMatchObject({ isAllowed: false, by: null })
  })

  it('includes capabilities of default, which is another policy', () => {
    const other = 'path "auth/token/lookup-self" { capabilities = ["read"] }'
    const { isAllowed, by } = decide(text, setting, 'auth/token/lookup-self', 'read', other)
    expect([isAllowed, by?.line]).toEqual([true, null])
  })
})

describe('bad input', () => {
  const big = (rules: number) =>
    Array.from(
      { length: rules },
      (_, at) => `path "secret/app-${at}/*" {\n  capabilities = ["read", "list"]\n}\n`,
    ).join('\n')
  const texts: readonly (readonly [string, string, string])[] = [
    ['ten thousand rules', big(10_000), ''],
    ['more than a server takes', 'x'.repeat(1_100_000), 'too-large'],
    ['a megabyte of one name', `path "${'a'.repeat(1_000_000)}" {}`, 'no-capabilities'],
    ['a megabyte of braces', '{'.repeat(1_000_000), 'expected'],
    ['lists in lists', `path "a" { capabilities = ${'['.repeat(200_000)}`, ''],
    ['quotes that never end', 'path "'.repeat(100_000), ''],
    ['a comment that never ends', `/* ${'* '.repeat(400_000)}`, 'comment-not-ended'],
    ['NULs', `path "a\0b" {}\0\0`, 'nul'],
    ['a byte order mark', '\ufeffpath "a" { capabilities = ["read"] }', 'byte-order-mark'],
    ['keys twice in JSON', '{"path":{"a":{"capabilities":["read"]},"a":{"capabilities":["list"]}}}', 'same-path'],
    ['templates in templates', `path "${'{{'.repeat(20_000)}" {}`, 'template-braces'],
    ['stars', `path "${'+/*'.repeat(20_000)}" { capabilities = ["read"] }`, ''],
  ]

  it.each(texts)('%s: a short answer', (_name, text, code) => {
    const analysis = analyze(text, setting, '', 50)
    expect(JSON.stringify(analysis).length).toBeLessThan(400_000)
    const codes = analysis.remarks.map((remark): string => remark.code)
    expect(code === '' || codes.includes(code), codes.slice(0, 5).join(' ')).toBe(true)
  })
})
