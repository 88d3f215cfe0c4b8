/** Rules that the linter marks as escalation, tested with a token that has only these rules. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { escalationsOf, type Escalation } from '../../policy/escalation.ts'
import type { Dialect } from '../../policy/dialect.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { policyTemplate, policyTemplateNames } from '../../policy/policyTemplates.ts'
import { policyText } from '../../policy/writing.ts'
import { attacks } from './escalationAttacks.ts'
import type { Attack } from './escalationSteps.ts'
import { EscalationWorld } from './escalationWorld.ts'

function escalations(text: string, world: EscalationWorld, name = 'own'): readonly Escalation[] {
  const { problems, rules } = readPolicy(text.replaceAll('OWN', name), { dialect: world.dialect, now: Date.now() })
  expect(problems).toEqual([])
  return escalationsOf([{ name, rules }], { dialect: world.dialect, mounts: world.mounts })
}

describe.each<Dialect>(['vault', 'openbao'])('%s', (dialect) => {
  let world: EscalationWorld
  beforeAll(async () => {
    world = await EscalationWorld.start(dialect)
  })
  afterAll(() => world.stop())

  const mine = attacks.filter(({ only }) => only === undefined || only === dialect)

  async function reached(attack: Attack): Promise<boolean> {
    const attacker = await world.attacker(attack.policy, attack.withDefault)
    expect(await world.isRoot(attacker.token)).toBe(false)
    const isRoot = await world.isRoot(await attack.run(attacker, world))
    await attack.undo?.(world, attacker)
    return isRoot
  }

  test.each(mine)('$way: $policy', async (attack) => {
    expect(await reached(attack)).toBe(true)
    expect(escalations(attack.policy, world).map(({ way }) => way)).toContain(attack.way)
    // If the mounts are unknown, each method is assumed to be at the path of its type.
    const { rules } = readPolicy(attack.policy.replaceAll('OWN', 'own'), { dialect, now: Date.now() })
    expect(escalationsOf([{ name: 'own', rules }], { dialect, mounts: null }).map(({ way }) => way)).toContain(
      attack.way,
    )
  })

  const misses = mine.flatMap((attack) => attack.misses.map((policy) => ({ ...attack, policy })))
  test.each(misses)('$way, without effect and without a warning: $policy', async (attack) => {
    expect(await reached(attack)).toBe(false)
    expect(escalations(attack.policy, world)).toEqual([])
  })

  test('an audit device is created only through the API of Vault', async () => {
    const policy = 'path "sys/audit/*" { capabilities = ["create", "update", "sudo"] }'
    const attacker = await world.attacker(policy)
    const { status } = await attacker.ask('PUT', 'sys/audit/file', { type: 'file', options: { file_path: 'discard' } })
    expect(status < 300).toBe(dialect === 'vault')
    expect(escalations(policy, world).map(({ way }) => way)).toEqual(dialect === 'vault' ? ['audit'] : [])
    if (dialect === 'vault') await world.root('DELETE', 'sys/audit/file')
  })

  test.each(policyTemplateNames)('the template %s escalates only if its name indicates it', (name) => {
    const input = { mount: 'secret/', version: 2, folder: 'team/', accessor: 'auth_kubernetes_1' } as const
    const found = escalations(policyText(policyTemplate(name, input)), world, name)
    expect(found.length > 0).toBe(name === 'administrator')
  })

  test('the template administrator becomes root in two calls, and the template operator in none of the attacks', async () => {
    const input = { mount: 'secret/', version: 2, folder: '', accessor: '' } as const
    const text = (name: 'administrator' | 'operator'): string => policyText(policyTemplate(name, input))
    const byAdministrator = mine.slice(0, 1).map((attack) => ({ ...attack, policy: text('administrator') }))
    expect(await Promise.all(byAdministrator.map(reached))).toEqual([true])
    const succeeded: string[] = []
    for (const attack of mine)
      if (await reached({ ...attack, withDefault: true, policy: text('operator') })) succeeded.push(attack.policy)
    expect(succeeded).toEqual([])
  })
})

describe('combined policies', () => {
  const read = (name: string, text: string) => ({ name, rules: readPolicy(text, { dialect: 'vault', now: 0 }).rules })
  const roles = read('roles', 'path "auth/token/roles/*" { capabilities = ["update"] }')
  const tokens = read('tokens', 'path "auth/token/create/*" { capabilities = ["update"] }')
  const context = { dialect: 'vault', mounts: [] } as const

  test('can grant what none of them grants alone', () => {
    expect(escalationsOf([roles], context)).toEqual([])
    expect(escalationsOf([tokens], context)).toEqual([])
    expect(escalationsOf([roles, tokens], context).map(({ way }) => way)).toEqual(['token-role'])
  })

  test('can rewrite each other, unless a denial prevents it', () => {
    const writer = read('writer', 'path "sys/policies/acl/roles" { capabilities = ["update"] }')
    expect(escalationsOf([writer], context)).toEqual([])
    expect(escalationsOf([writer, roles], context).map(({ way }) => way)).toEqual(['policy'])
    const guard = read('guard', 'path "sys/policies/acl/roles" { capabilities = ["deny"] }')
    expect(escalationsOf([writer, roles, guard], context)).toEqual([])
  })
})
