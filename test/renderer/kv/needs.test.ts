/** The capabilities that a write needs according to the app, with real tokens that have exactly one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dialect } from '../../../policy/dialect.ts'
import { nameProblem } from '../../../renderer/features/policies/editor/policyDraft.ts'
import { neededToSave } from '../../../renderer/features/kv/shared/needs.ts'
import { startPolicyServer, type PolicyServer } from '../../policy/askServer.ts'

const single = ['create', 'update', 'patch'] as const

type Method = 'PUT' | 'POST'

/** What the app reports as missing without any capability. */
const saves: readonly (readonly [what: string, method: Method, path: string, body: unknown, needed: string])[] = [
  [
    'a new secret',
    'POST',
    'secret/data/new',
    { data: { a: 'b' } },
    neededToSave({ isPatch: false, isThere: false, held: [] }),
  ],
  [
    'a secret that is there',
    'POST',
    'secret/data/old',
    { data: { a: 'b' } },
    neededToSave({ isPatch: false, isThere: true, held: [] }),
  ],
  [
    'a secret that was deleted',
    'POST',
    'secret/data/deleted',
    { data: { a: 'b' } },
    neededToSave({ isPatch: false, isThere: true, held: [] }),
  ],
  ['a new secret of KV 1', 'POST', 'old/new', { a: 'b' }, neededToSave({ isPatch: false, isThere: false, held: [] })],
  [
    'a secret of KV 1 that is there',
    'POST',
    'old/old',
    { a: 'b' },
    neededToSave({ isPatch: false, isThere: true, held: [] }),
  ],
  ['a new policy', 'PUT', 'sys/policies/acl/fresh', { policy: 'path "a" { capabilities = ["read"] }' }, 'update'],
  [
    'a policy that is there',
    'PUT',
    'sys/policies/acl/stored',
    { policy: 'path "a" { capabilities = ["read"] }' },
    'update',
  ],
  ['a secrets engine', 'POST', 'sys/mounts/fresh', { type: 'kv' }, 'update'],
  ['tuning an engine', 'POST', 'sys/mounts/old/tune', { description: 'x' }, 'update'],
  ['the settings of KV 2', 'POST', 'secret/config', { max_versions: 5 }, 'update'],
]

describe.each<Dialect>(['vault', 'openbao'])('%s', (dialect) => {
  let server: PolicyServer
  beforeAll(async () => {
    server = await startPolicyServer(dialect)
    await server.ask('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } })
    await server.ask('POST', 'old/old', { a: 'b' })
    for (const name of ['old', 'deleted']) await server.ask('POST', `secret/data/${name}`, { data: { a: 'b' } })
    await server.ask('POST', 'secret/delete/deleted', { versions: [1] })
    await server.ask('PUT', 'sys/policies/acl/stored', { policy: 'path "a" { capabilities = ["read"] }' })
  })
  afterAll(() => server.stop())

  test.each(saves)('%s: %s %s', async (_what, method, path, body, needed) => {
    const passing: string[] = []
    // The sufficient capability comes last, because its write changes the secret.
    for (const capability of [...single.filter((one) => one !== needed), needed]) {
      const policy = `path "${path}" { capabilities = ["${capability}"] }`
      await server.ask('PUT', `sys/policies/acl/only-${capability}`, { policy })
      const { status } = await server.ask(method, path, body, await server.tokenOf([`only-${capability}`]))
      if (status !== 403) passing.push(capability)
    }
    expect(passing).toEqual([needed])
  })

  test('the policies of the server itself are refused, and reported before a save', async () => {
    const policy = 'path "a" { capabilities = ["read"] }'
    for (const name of ['response-wrapping', 'Control-Group', 'ordinary']) {
      const { status } = await server.ask('PUT', `sys/policies/acl/${name.toLowerCase()}`, { policy })
      expect([name, nameProblem(name, dialect)]).toEqual([name, status === 400 ? 'reserved' : null])
    }
  })
})

test('a token that may create is told that update is missing, since the secret exists', () => {
  expect(neededToSave({ isPatch: false, isThere: false, held: ['create'] })).toBe('update')
  expect(neededToSave({ isPatch: false, isThere: false, held: null })).toBe('create')
  expect(neededToSave({ isPatch: true, isThere: true, held: ['create'] })).toBe('patch')
})
