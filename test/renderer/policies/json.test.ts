/** The rules next to a text in JSON: each edit changes only the chosen rule, and the text means the same as in HCL. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../renderer/features/policies/worker/analyze.ts'
import { answer } from '../../../renderer/features/policies/worker/answer.ts'
import { changeRule } from '../../../renderer/features/policies/worker/change.ts'
import type { RuleChange, Setting } from '../../../renderer/features/policies/worker/protocol.ts'
import type { Dialect } from '../../../policy/dialect.ts'
import { readPolicy } from '../../../policy/meaning.ts'
import { hclOf } from '../../../policy/toHcl.ts'
import { collected } from '../../policy/collected.ts'
import { jsonPolicy } from '../../policy/generateJson.ts'

const dialects: readonly Dialect[] = ['vault', 'openbao']
const settingOf = (dialect: Dialect): Setting => ({ dialect, now: 0, name: '', mounts: [], allMounts: false })

function changed(text: string, change: RuleChange, dialect: Dialect = 'openbao'): string | null {
  const edits = changeRule(text, settingOf(dialect), change)
  if (edits === null) return null
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text)
}

const text = `{
  "name": "kept",
  "path": {
    "secret/data/a": {
      "capabilities": ["read"],
      "comment": "12345678901234567890",
      "pagination_limit": 10
    },
    "secret/data/b": { "policy": "write" }
  }
}
`

describe('a rule in JSON', () => {
  it('gains and loses a capability', () => {
    const more = changed(text, { kind: 'capability', index: 0, name: 'list', isOn: true })
    expect(more).toBe(text.replace('["read"]', '["read", "list"]'))
    const none = changed(text, { kind: 'capability', index: 0, name: 'read', isOn: false })
    expect(none).toBe(text.replace('["read"]', '[]'))
    // The old keyword becomes its capabilities.
    const old = changed(text, { kind: 'capability', index: 1, name: 'delete', isOn: false })
    expect(old).toBe(text.replace('"policy": "write"', '"capabilities": ["create", "read", "update", "list"]'))
    const inHcl = changed('path "a" { policy = "read" }', { kind: 'capability', index: 0, name: 'patch', isOn: true })
    expect(inHcl).toBe('path "a" { capabilities = ["read", "list", "patch"] }')
    const both = 'path "a" {\n  policy = "read"\n  capabilities = ["patch"]\n}\n'
    expect(changed(both, { kind: 'capability', index: 0, name: 'list', isOn: false })).toBeNull()
  })

  it('gets another path, an argument and another value, and loses them', () => {
    expect(changed(text, { kind: 'path', index: 0, path: 'secret/data/"x"' })).toBe(
      text.replace('"secret/data/a"', '"secret/data/\\"x\\""'),
    )
    const set = (name: string, value: string | null) => changed(text, { kind: 'argument', index: 0, name, value })
    expect(set('pagination_limit', '20')).toBe(text.replace('10\n', '20\n'))
    expect(set('pagination_limit', null)).toBe(text.replace(',\n      "pagination_limit": 10', ''))
    expect(set('min_wrapping_ttl', '"1m"')).toBe(
      text.replace('"pagination_limit": 10', '"pagination_limit": 10,\n      "min_wrapping_ttl": "1m"'),
    )
    expect(set('pagination_limit', '[1')).toBeNull()
  })

  it('is added and removed', () => {
    expect(changed(text, { kind: 'remove', index: 1 })).toBe(
      text.replace(',\n    "secret/data/b": { "policy": "write" }', ''),
    )
    const added = changed(text, { kind: 'add', rules: [{ path: 'c', capabilities: ['read'] }] })
    expect(JSON.parse(added ?? '')).toMatchObject({ name: 'kept', path: { c: { capabilities: ['read'] } } })
    const grown = changed(text, { kind: 'add', rules: [{ path: 'secret/data/a', capabilities: ['read', 'list'] }] })
    // The rule contains more than capabilities, so it can mean more.
    expect(grown).toBeNull()
    const several = changed(text, {
      kind: 'add',
      rules: [
        { path: 'c', capabilities: ['read'] },
        { path: 'd', capabilities: ['list'] },
        { path: 'secret/data/a', capabilities: ['read'] },
      ],
    })
    expect(several).toBe(
      text.replace(
        '"policy": "write" }\n',
        '"policy": "write" },\n    "c": {\n      "capabilities": ["read"]\n    },\n    "d": {\n      "capabilities": ["list"]\n    }\n',
      ),
    )
    const inList = changed('{"path":[{"a":{"capabilities":["read"]}}]}', {
      kind: 'add',
      rules: [{ path: 'b', capabilities: ['list'] }],
    })
    expect(inList).toBe('{"path":[{"a":{"capabilities":["read"]}},{"b":{"capabilities":["list"]}}]}')
  })

  it('is not edited if a change could affect another part', () => {
    const twice = '{"path":{"a":{"capabilities":["read"]},"a":{"capabilities":["list"]}}}'
    expect(changed(twice, { kind: 'remove', index: 1 })).toBeNull()
    const loose = '{"path":{"a":{"capabilities":["read"]}}'
    expect(changed(loose, { kind: 'remove', index: 0 })).toBeNull()
    expect(analyze(loose, settingOf('vault'), '', 9)).toMatchObject({
      isLooseJson: true,
      rows: [{ isFixed: true }],
    })
  })

  it('is the only part that changes, regardless of the surrounding text', () => {
    const read = (of: string) => readPolicy(of, { dialect: 'openbao', now: 0 })
    const change = fc.oneof(
      fc.record({ kind: fc.constant('remove' as const), index: fc.nat(3) }),
      fc.record({ kind: fc.constant('path' as const), index: fc.nat(3), path: fc.constantFrom('new', 'x/+', '"') }),
      fc.record({
        kind: fc.constant('capability' as const),
        index: fc.nat(3),
        name: fc.constantFrom('read' as const, 'list' as const),
        isOn: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('argument' as const),
        index: fc.nat(3),
        name: fc.constantFrom('comment', 'min_wrapping_ttl'),
        value: fc.constantFrom('"1m"', null),
      }),
    )
    /** JSON texts on one line or several, with rules as members or as a list. */
    const body = fc.record(
      {
        capabilities: fc.uniqueArray(fc.constantFrom('read', 'list', 'update'), { maxLength: 3 }),
        comment: fc.constantFrom('a', '{"}'),
        allowed_parameters: fc.constant({ a: [] }),
      },
      { requiredKeys: ['capabilities'] },
    )
    const rules = fc.dictionary(fc.constantFrom('a', 'b/*', '+/c', '"'), body, { minKeys: 1 })
    const strict = fc
      .tuple(
        rules,
        fc.boolean(),
        fc.constantFrom(undefined, 2, '\t'),
        fc.option(fc.constant('kept'), { nil: undefined }),
      )
      .map(([members, isList, indent, name]) => {
        const list = Object.entries(members).map(([path, each]) => ({ [path]: each }))
        return JSON.stringify({ path: isList ? list : members, name }, undefined, indent)
      })
    let made = 0
    fc.assert(
      fc.property(fc.oneof(strict, jsonPolicy), change, (policy, what) => {
        const after = changed(policy, what)
        if (after === null) return
        made++
        const [before, now] = [read(policy).rules, read(after).rules]
        const kept = before.filter((_, index) => index !== what.index).map(({ written }) => written)
        const left = now.filter((_, index) => what.kind === 'remove' || index !== what.index)
        expect(left.map(({ written }) => written)).toEqual(kept)
        const path = what.kind === 'path' ? what.path : now[what.index]?.written
        expect(now[what.index]?.written).toBe(path)
      }),
      { numRuns: 3_000, seed: 7 },
    )
    expect(made).toBeGreaterThan(300)
  })
})

describe('JSON written as HCL', () => {
  /** The effect of a policy on a server, in a normal form. */
  const does = (of: string, dialect: Dialect) =>
    readPolicy(of, { dialect, now: 0 }).rules.map((rule) => ({
      ...rule,
      start: 0,
      end: 0,
      pathSpan: null,
      block: null,
      capabilitiesItem: null,
      capabilitySpans: rule.capabilitySpans.map(({ name }) => name),
      oldPolicy: rule.oldPolicy?.name,
    }))

  it.each(dialects)('has the same meaning for %s', (dialect) => {
    let made = 0
    let right = 0
    const texts = fc.oneof(jsonPolicy, fc.constantFrom(...collected.map((each) => each.text)))
    fc.assert(
      fc.property(texts, (policy) => {
        const read = readPolicy(policy, { dialect, now: 0 })
        if (read.tree.source.form !== 'json' || read.problems.length > 0) return
        right++
        const hcl = hclOf(read, 0)
        if (hcl === null) return
        made++
        expect(readPolicy(hcl, { dialect, now: 0 }).tree.source.form).toBe('hcl')
        expect(does(hcl, dialect)).toEqual(does(policy, dialect))
      }),
      { numRuns: 4_000, seed: 7 },
    )
    expect(right).toBeGreaterThan(200)
    // If HCL cannot express the policy, the conversion says so.
    expect(made / right).toBeGreaterThan(0.9)
  })

  it('has the usual layout', () => {
    expect(answer({ kind: 'hcl', text, setting: settingOf('openbao') })).toEqual({
      text: `name = "kept"
path "secret/data/a" {
  capabilities = ["read"]
  comment = "12345678901234567890"
  pagination_limit = 10
}
path "secret/data/b" {
  policy = "write"
}
`,
    })
    expect(
      answer({ kind: 'hcl', text: '{"path":{"a":{"capabilities":["reed"]}}}', setting: settingOf('vault') }),
    ).toBeNull()
  })
})
