/** Changing some keys of a secret on a real Vault: exactly, also without the read capability. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergePatchOf } from '../../../electron/vault/mergePatch.ts'
import { putSecret, vaultApi } from '../../servers/initialized.ts'
import { secretAt, startKvPeople, text, type KvPeople } from './kvPeople.ts'
import { codeOf, value } from '../startCore.ts'

describe.each(['vault', 'openbao'] as const)('on %s', (product) => {
  let people: KvPeople
  beforeAll(async () => {
    people = await startKvPeople({ product })
  })
  afterAll(() => people.stop())

  const kv = () => people.test.client.kv
  const put = (path: string, data: Readonly<Record<string, unknown>>) =>
    putSecret(people.vault, people.rootToken, path, data)

  /** Returns the newest values on the server, over the HTTP API only. */
  async function dataOf(path: string): Promise<unknown> {
    const answer = await vaultApi(people.vault, 'GET', `secret/data/${path}`, { token: people.rootToken })
    return (answer['data'] as { data: unknown }).data
  }

  const blind = { kind: 'blind' } as const
  const version = (number: number) => ({ kind: 'version', version: number }) as const
  const one = (key: string, of: unknown) => [{ key, json: JSON.stringify(of) }]
  const mayPatchOnly = 'path "secret/data/*" { capabilities = ["patch"] }'

  describe('a patch', () => {
    it('sets and removes keys and leaves the rest, without the read capability', async () => {
      await put('plain', { stays: 'here', goes: 'away', old: 1 })
      const at = secretAt(await people.person(mayPatchOnly), 'plain')
      const set = [...one('old', 'new'), ...one('list', [1, null, 'a'])]
      expect(await value(kv().patch({ at, set, remove: ['goes', 'never there'], base: blind }))).toEqual({
        version: 2,
        how: 'patch',
      })
      expect(await dataOf('plain')).toEqual({ stays: 'here', old: 'new', list: [1, null, 'a'] })
      expect(await codeOf(kv().read({ at }))).toBe('permission-denied')
    })

    it('is based on a version, and does not overwrite a newer one', async () => {
      await put('based', { a: 1 })
      await put('based', { a: 2 })
      const at = secretAt(people.root, 'based')
      expect(await codeOf(kv().patch({ at, set: one('b', 1), remove: [], base: version(1) }))).toBe('cas-mismatch')
      expect(await dataOf('based')).toEqual({ a: 2 })
      expect(await value(kv().patch({ at, set: one('b', 1), remove: [], base: version(2) }))).toEqual({
        version: 3,
        how: 'patch',
      })
    })

    it('makes an object exactly what was typed, although a merge patch would merge', async () => {
      await put('object', { o: { keep: 1, drop: 2, deep: { a: 1, b: null } }, other: true })
      const at = secretAt(people.root, 'object')
      const wanted = { keep: 1, deep: { a: 3, b: null }, more: [{ x: 1 }] }
      expect(await value(kv().patch({ at, set: one('o', wanted), remove: [], base: version(1) }))).toEqual({
        version: 2,
        how: 'patch',
      })
      expect(await dataOf('object')).toEqual({ o: wanted, other: true })
    })

    it('writes the whole secret if a patch cannot express the change, and says so', async () => {
      await put('nulls', { a: 'x', stays: 'y' })
      const at = secretAt(people.root, 'nulls')
      const set = [...one('a', null), ...one('o', { inner: null })]
      expect(await value(kv().patch({ at, set, remove: [], base: version(1) }))).toEqual({ version: 2, how: 'write' })
      expect(await dataOf('nulls')).toEqual({ a: null, o: { inner: null }, stays: 'y' })
    })

    it('refuses what it could not make exact without reading, and changes nothing', async () => {
      await put('hidden', { o: { a: 1 } })
      const at = secretAt(await people.person(mayPatchOnly), 'hidden')
      for (const base of [blind, version(1)]) {
        expect(await codeOf(kv().patch({ at, set: one('o', { b: 2 }), remove: [], base }))).toBe('unsupported')
        expect(await codeOf(kv().patch({ at, set: one('o', null), remove: [], base }))).toBe('unsupported')
      }
      expect(await dataOf('hidden')).toEqual({ o: { a: 1 } })
    })

    it('becomes a write with check-and-set for a token that may write but not patch', async () => {
      await put('fallback', { a: 1, b: '12345678901234567890' })
      const rules = 'path "secret/data/*" { capabilities = ["read", "update"] }'
      for (const withoutDefault of [false, true]) {
        const at = secretAt(await people.person(rules, { withoutDefault }), 'fallback')
        const base = version((await value(kv().read({ at }))).version ?? 0)
        const done = await value(kv().patch({ at, set: one('a', withoutDefault), remove: [], base }))
        expect(done).toEqual({ version: base.version + 1, how: 'write' })
        expect(await dataOf('fallback')).toEqual({ a: withoutDefault, b: '12345678901234567890' })
      }
      const at = secretAt(await people.person('path "secret/data/*" { capabilities = ["read"] }'), 'fallback')
      expect(await codeOf(kv().patch({ at, set: one('a', 3), remove: [], base: version(3) }))).toBe('permission-denied')
    })

    it('of a deleted or missing secret is not found', async () => {
      await put('gone', { a: 1 })
      await vaultApi(people.vault, 'DELETE', 'secret/data/gone', { token: people.rootToken })
      for (const path of ['gone', 'never']) {
        const at = secretAt(people.root, path)
        expect(await codeOf(kv().patch({ at, set: text('x'), remove: [], base: blind })), path).toBe('not-found')
      }
      const at = secretAt(people.root, 'gone')
      expect(await codeOf(kv().patch({ at, set: text('x'), remove: [], base: version(1) }))).toBe('not-found')
    })

    it('keeps keys that have a meaning in JavaScript, and every digit it sends', async () => {
      await put('odd', { stays: 1 })
      const at = secretAt(people.root, 'odd')
      const set = [
        { key: '__proto__', json: '"mine"' },
        { key: 'constructor', json: '{"__proto__":{"a":1}}' },
        { key: '', json: '"no name"' },
      ]
      await value(kv().patch({ at, set, remove: [], base: version(1) }))
      const { entries } = await value(kv().reveal({ at, version: 2 }))
      expect(entries).toEqual(expect.arrayContaining([...set, { key: 'stays', json: '1' }]))
    })

    it('is not supported by KV 1', async () => {
      const at = secretAt(people.root, 'a', 'plain/')
      expect(await codeOf(kv().patch({ at, set: text('x'), remove: [], base: blind }))).toBe('unsupported')
    })

    it('is invalid if it changes nothing, or sets and removes the same key', async () => {
      const at = secretAt(people.root, 'plain')
      expect(await codeOf(kv().patch({ at, set: [], remove: [], base: blind }))).toBe('invalid-input')
      expect(await codeOf(kv().patch({ at, set: text('x'), remove: ['value'], base: blind }))).toBe('invalid-input')
    })
  })

  describe('writing without a read', () => {
    it('overwrites existing values, for a token that may not read', async () => {
      await put('blind', { a: 1 })
      const at = secretAt(await people.person('path "secret/data/*" { capabilities = ["create", "update"] }'), 'blind')
      expect(await value(kv().write({ at, entries: text('mine'), base: blind }))).toEqual({ version: 2 })
      expect(await dataOf('blind')).toEqual({ value: 'mine' })
    })

    it('is refused if check-and-set is required, also when the caller could not know', async () => {
      await put('required', { a: 1 })
      await vaultApi(people.vault, 'POST', 'secret/metadata/required', {
        token: people.rootToken,
        body: { cas_required: true },
      })
      const rules = 'path "secret/data/*" { capabilities = ["create", "update", "patch"] }'
      const at = secretAt(await people.person(rules), 'required')
      expect(await codeOf(kv().write({ at, entries: text('mine'), base: blind }))).toBe('cas-required')
      expect(await codeOf(kv().patch({ at, set: text('mine'), remove: [], base: blind }))).toBe('cas-required')
      expect(await dataOf('required')).toEqual({ a: 1 })
      // A caller that knows the version can write on top of it.
      expect(await value(kv().write({ at, entries: text('mine'), base: version(1) }))).toEqual({ version: 2 })
    })

    it('works the same way on KV 1', async () => {
      await putSecret(people.vault, people.rootToken, 'blind', { a: 1 }, 'plain', 1)
      const at = secretAt(
        await people.person('path "plain/*" { capabilities = ["create", "update"] }'),
        'blind',
        'plain/',
      )
      expect(await value(kv().write({ at, entries: text('mine'), base: blind }))).toEqual({})
      const answer = await vaultApi(people.vault, 'GET', 'plain/blind', { token: people.rootToken })
      expect(answer['data']).toEqual({ value: 'mine' })
    })
  })
})

describe('a merge patch for one value', () => {
  /** RFC 7396, section 2, by its own pseudocode. Servers drop nulls inside of values that they take as new. */
  function apply(target: unknown, patch: unknown): unknown {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
    const isObject = typeof target === 'object' && target !== null && !Array.isArray(target)
    const result: Record<string, unknown> = isObject ? { ...target } : {}
    for (const [name, member] of Object.entries(patch)) {
      if (member === null) delete result[name]
      else result[name] = apply(result[name], member)
    }
    return result
  }
  const names = fc.constantFrom('a', 'b', 'c', 'd')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.boolean(), fc.constant(null)),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))

  it('results in exactly the value, or says that it cannot', () => {
    let said = 0
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = mergePatchOf(before, after)
        if (patch === null) return
        said += 1
        expect(apply(before, JSON.parse(patch))).toEqual(after)
      }),
      { numRuns: 3000 },
    )
    expect(said).toBeGreaterThan(500)
  })
})
