/** An expired rule: OpenBao ignores it, and so does every decision of Strongroom. */
import { describe, expect, test } from 'vitest'
import { Acl } from '../../policy/match.ts'
import { readPolicy } from '../../policy/meaning.ts'

const now = Date.UTC(2026, 0, 1)
const [past, future] = ['2025-12-31T23:59:59Z', '2026-01-01T00:00:01Z']
const rule = (path: string, capabilities: string, until?: string) =>
  `path "${path}" { capabilities = ${capabilities} ${until === undefined ? '' : `expiration = "${until}"`} }\n`
const aclOf = (...texts: readonly string[]) =>
  new Acl(
    texts.map((text, index) => ({ name: `p${index}`, rules: readPolicy(text, { dialect: 'openbao', now }).rules })),
    { dialect: 'openbao' },
  )

describe('an expired rule', () => {
  test.each(['secret/data/a', 'secret/data/*', 'secret/+/a', '+/data/a*'])('grants nothing for %s', (path) => {
    const expired = aclOf(rule(path, '["read", "list"]', past))
    expect(expired.leftOut.map(({ policy, rule: { written } }) => [policy, written])).toEqual([['p0', path]])
    for (const operation of ['read', 'list'] as const) {
      expect(expired.allows('secret/data/a', operation)).toBe(false)
      expect(expired.decide('secret/data/a', operation)).toEqual({ by: null, beaten: [], capabilities: ['deny'] })
    }
    const valid = aclOf(rule(path, '["read", "list"]', future))
    expect([valid.leftOut, valid.allows('secret/data/a', 'read')]).toEqual([[], true])
  })

  test('denies nothing', () => {
    const grant = rule('secret/data/*', '["read"]')
    expect(aclOf(grant, rule('secret/data/a', '["deny"]', past)).allows('secret/data/a', 'read')).toBe(true)
    expect(aclOf(grant, rule('secret/data/a', '["deny"]', future)).allows('secret/data/a', 'read')).toBe(false)
    // For the same path in another policy, an unexpired denial would count.
    expect(aclOf(grant, rule('secret/data/*', '["deny"]', past)).allows('secret/data/a', 'read')).toBe(true)
  })

  test('does not override a wider one, and adds nothing to the same one', () => {
    const wide = rule('secret/data/*', '["read"]')
    const narrow = aclOf(wide, rule('secret/data/a', '["update"]', past))
    expect(narrow.capabilities('secret/data/a')).toEqual(['read'])
    expect(narrow.decide('secret/data/a').beaten).toEqual([])
    expect(aclOf(wide, rule('secret/data/*', '["update"]', past)).capabilities('secret/data/a')).toEqual(['read'])
    expect(aclOf(wide, rule('secret/data/*', '["update"]', future)).capabilities('secret/data/a')).toEqual([
      'read',
      'update',
    ])
  })
})
