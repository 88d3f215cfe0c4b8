import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completionAt, pathOptions, templateChoices, type Completion } from '../../policy/complete.ts'
import { hclPolicy } from './generateHcl.ts'

/** Returns the completion at the `|` of a text. */
function at(text: string): Completion | null {
  const offset = text.indexOf('|')
  return completionAt(text.replace('|', ''), offset, 'vault')
}

describe('completion', () => {
  test.each<[string, Completion['kind'] | null, string, boolean]>([
    ['|', 'block', '', false],
    ['pa|', 'block', 'pa', false],
    ['# a |\n', null, '', false],
    ['path "a" {}\n|', 'block', '', false],
    ['path "|" {}', 'path', '', false],
    ['path "secret/da|" {', 'path', 'secret/da', false],
    ['path "secret/da|', 'path', 'secret/da', false],
    ['path "secret/{{identity.e|/x" {', 'template', 'identity.e', false],
    ['path "secret/{{identity.entity.id}}/|" {', 'path', 'secret/{{identity.entity.id}}/', false],
    ['path "a" {\n  |\n}', 'argument', '', false],
    ['path "a" {\n  cap|', 'argument', 'cap', false],
    ['path "a" { capabilities = ["read", |] }', 'capability', '', true],
    ['path "a" { capabilities = ["read", "l|"] }', 'capability', 'l', false],
    ['path "a" { capabilities = ["|', 'capability', '', false],
    ['path "a" { capabilities = | }', 'list', '', false],
    ['path "a" { capabilities = | ["read"] }', null, '', false],
    ['path "a" { policy = "|" }', 'old-policy', '', false],
    ['path "a" { policy = | }', 'old-policy', '', true],
    ['path "a" { allowed_parameters = { "|" = [] } }', null, '', false],
    ['path "a" { required_parameters = ["|"] }', null, '', false],
    ['name = "|"', null, '', false],
  ])('%j: %s', (text, kind, typed, needsQuotes) => {
    const found = at(text)
    expect(found?.kind ?? null).toBe(kind)
    expect([found?.typed ?? '', found?.needsQuotes ?? false]).toEqual([typed, needsQuotes])
  })

  test('omits what is already written', () => {
    expect(at('path "a" { capabilities = ["read", "|"] }')?.options).toContain('list')
    expect(at('path "a" { capabilities = ["read", "|"] }')?.options).not.toContain('read')
    expect(at('path "a" {\n capabilities = []\n |\n}')?.options).not.toContain('capabilities')
    expect(at('path "a" {\n capabilities = []\n |\n}')?.options).toContain('allowed_parameters')
  })

  test('replaces the word, and not the text after it', () => {
    const text = 'path "a" { capabilities = ["re|ad"] }'
    const found = at(text)
    expect(text.replace('|', '').slice(found?.start, found?.end)).toBe('read')
  })

  test('of a path offers mounts and the folders of KV version 2', () => {
    const mounts = [
      { path: 'secret/', type: 'kv', version: 2 as const },
      { path: 'sys/', type: 'system' },
    ]
    expect(pathOptions('s', mounts)).toEqual(['secret/', 'sys/'])
    expect(pathOptions('secret/de', mounts)).toEqual(['secret/detailed-metadata/', 'secret/delete/', 'secret/destroy/'])
    expect(pathOptions('secret/data/', mounts)).toEqual([])
  })

  test('of a path offers the endpoints of other engines and methods, but no names', () => {
    const mounts = [
      { path: 'auth/approle/', type: 'approle' },
      { path: 'auth/token/', type: 'token' },
      { path: 'db/', type: 'database' },
      { path: 'sys/', type: 'system' },
      { path: 'transit/', type: 'transit' },
      { path: 'x/', type: 'not-known' },
    ]
    expect(pathOptions('db/st', mounts)).toEqual(['db/static-creds/', 'db/static-roles', 'db/static-roles/'])
    expect(pathOptions('db/creds/', mounts)).toEqual([])
    expect(pathOptions('auth/approle/role/app/secret-id-a', mounts)).toEqual([
      'auth/approle/role/app/secret-id-accessor/',
    ])
    expect(pathOptions('auth/token/create', mounts)).toEqual([
      'auth/token/create',
      'auth/token/create-orphan',
      'auth/token/create/',
    ])
    expect(pathOptions('sys/policies/', mounts)).toEqual([
      'sys/policies/acl',
      'sys/policies/acl/',
      'sys/policies/password',
      'sys/policies/password/',
    ])
    expect(pathOptions('transit/enc', mounts)).toEqual(['transit/encrypt/'])
    expect(pathOptions('x/', mounts)).toEqual([])
  })

  test('of a template offers the accessors of the server', () => {
    const choices = templateChoices([
      { path: 'auth/kubernetes/', type: 'kubernetes', accessor: 'auth_k_1' },
      { path: 'auth/approle/', type: 'approle', accessor: 'auth_a_2' },
      { path: 'secret/', type: 'kv', version: 2, accessor: 'kv_3' },
    ])
    expect(choices).toContainEqual({ key: 'identity.entity.aliases.auth_k_1.name', mount: 'auth/kubernetes/' })
    expect(choices).toContainEqual({ key: 'identity.entity.aliases.auth_a_2.id', mount: 'auth/approle/' })
    expect(choices).toContainEqual({ key: 'identity.entity.id', mount: '' })
    expect(JSON.stringify(choices)).not.toMatch(/<accessor>|kv_3/)
    expect(templateChoices([]).map(({ key }) => key)).toContain('identity.entity.aliases.<accessor>.name')
  })

  test('returns a result or null for every position of every text', () => {
    const kinds = new Map<string, number>()
    fc.assert(
      fc.property(hclPolicy, fc.nat(400), (text, offset) => {
        const place = Math.min(offset, text.length)
        const found = completionAt(text, place, 'openbao')
        kinds.set(found?.kind ?? 'none', (kinds.get(found?.kind ?? 'none') ?? 0) + 1)
        if (found === null) return
        expect(found.start).toBeLessThanOrEqual(place)
        expect(found.end).toBeGreaterThanOrEqual(place)
        expect(text.slice(found.start, place)).toBe(found.typed)
      }),
      { numRuns: 5000, seed: 5 },
    )
    // Every kind of result occurred, and a result often.
    expect([...kinds.keys()].sort()).toEqual([
      'argument',
      'block',
      'capability',
      'list',
      'none',
      'old-policy',
      'path',
      'template',
    ])
    expect(kinds.get('none')).toBeLessThan(4000)
  })
})
