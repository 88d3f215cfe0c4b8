/** Ways to become root, each with a sufficient policy and with policies that are almost sufficient. */
import { loginRoutes, serverRoutes } from './escalationLogins.ts'
import {
  again,
  asBoss,
  type Attack,
  itself,
  limited,
  policies,
  rule,
  send,
  signInAt,
  after,
} from './escalationSteps.ts'
import { type Attacker, everything, textAt, tokenIn } from './escalationWorld.ts'

const policyRoutes: readonly Attack[] = [
  {
    way: 'policy',
    policy: rule('sys/policies/acl/*', 'update'),
    misses: [
      rule('sys/policies/acl/*', 'create', 'read', 'delete', 'list'),
      rule('sys/policies/acl/team-*', 'update'),
      rule('sys/policies/acl/*', 'update') +
        rule('sys/policies/acl/OWN', 'read') +
        rule('sys/policies/acl/default', 'read'),
      limited('sys/policies/acl/*', 'update', 'allowed_parameters = { "ttl" = [] }'),
      rule('sys/policies/password/*', 'create', 'update'),
      rule('sys/+/+/other', 'update'),
    ],
    run: after(
      send('PUT', ({ policy }) => `sys/policies/acl/${policy}`, { policy: everything }),
      itself,
    ),
  },
  {
    way: 'policy',
    policy: rule('sys/policies/acl/OWN', 'update'),
    misses: [rule('sys/policies/acl/other', 'update')],
    run: after(
      send('PUT', ({ policy }) => `sys/policies/acl/${policy}`, { policy: everything }),
      itself,
    ),
  },
  {
    way: 'policy',
    policy: rule('sys/policy/*', 'update'),
    misses: [rule('sys/policy/*', 'create')],
    run: after(
      send('PUT', ({ policy }) => `sys/policy/${policy}`, { policy: everything }),
      itself,
    ),
  },
  {
    way: 'policy',
    policy: rule('sys/policies/acl/default', 'update'),
    withDefault: true,
    misses: [],
    run: after(send('PUT', 'sys/policies/acl/default', { policy: everything }), itself),
    undo: (world) => world.root('PUT', 'sys/policies/acl/default', { policy: rule('auth/token/lookup-self', 'read') }),
  },
  {
    way: 'policy',
    policy: rule('sys/policies/acl/+', 'patch'),
    only: 'openbao',
    misses: [rule('sys/policies/acl/other', 'patch')],
    run: after(
      send('PATCH', ({ policy }) => `sys/policies/acl/${policy}`, { policy: everything }),
      itself,
    ),
  },
]

const tokenRoutes: readonly Attack[] = [
  ...['create', 'create-orphan'].map((call): Attack => ({
    way: 'token',
    policy: rule(`auth/token/${call}`, 'update', 'sudo'),
    misses: [
      rule(`auth/token/${call}`, 'update'),
      rule(`auth/token/${call}`, 'create', 'sudo'),
      limited(`auth/token/${call}`, 'update", "sudo', 'denied_parameters = { "policies" = [] }'),
    ],
    run: async (attacker) => tokenIn(await attacker.ask('POST', `auth/token/${call}`, { policies: ['admin'] })),
  })),
  {
    way: 'token-role',
    policy: rule('auth/token/roles/*', 'create') + rule('auth/token/create/*', 'update'),
    misses: [
      rule('auth/token/roles/*', 'create', 'update'),
      rule('auth/token/create/*', 'update'),
      rule('auth/token/roles/a', 'create', 'update') + rule('auth/token/create/b', 'update'),
    ],
    run: async (attacker) => {
      await attacker.ask('POST', `auth/token/roles/${attacker.user}`, { allowed_policies: ['admin'] })
      return tokenIn(await attacker.ask('POST', `auth/token/create/${attacker.user}`))
    },
  },
]

const identityRoutes: readonly Attack[] = [
  {
    way: 'identity',
    policy: rule('identity/entity', 'update'),
    misses: [rule('identity/entity', 'create', 'read', 'list'), rule('identity/lookup/*', 'update')],
    run: after(
      send('POST', 'identity/entity', ({ entity }: Attacker) => ({ id: entity, policies })),
      itself,
    ),
  },
  {
    way: 'identity',
    policy: rule('identity/entity/id/*', 'update'),
    misses: [
      rule('identity/entity/id/another', 'update'),
      limited('identity/entity/id/*', 'update', 'allowed_parameters = { "metadata" = [] }'),
    ],
    run: after(
      send('POST', ({ entity }) => `identity/entity/id/${entity}`, { policies }),
      itself,
    ),
  },
  {
    way: 'identity',
    policy: rule('identity/entity/id/{{identity.entity.id}}', 'update'),
    misses: [rule('identity/entity/id/{{identity.entity.id}}', 'read')],
    run: after(
      send('POST', ({ entity }) => `identity/entity/id/${entity}`, { policies }),
      itself,
    ),
  },
  {
    way: 'identity',
    policy: rule('identity/entity/name/+', 'update'),
    misses: [],
    run: async (attacker, world) => {
      const read = await world.root('GET', `identity/entity/id/${attacker.entity}`)
      await attacker.ask('POST', `identity/entity/name/${textAt(read, 'data', 'name') ?? ''}`, { policies })
      return attacker.token
    },
  },
  ...['entity-alias', 'alias'].flatMap((kind): Attack[] => [
    {
      way: 'identity',
      policy: rule(`identity/${kind}`, 'update'),
      misses: [rule(`identity/${kind}`, 'create'), rule('identity/persona', 'update')],
      run: after(send('POST', `identity/${kind}`, asBoss), again),
    },
    {
      way: 'identity',
      policy: rule(`identity/${kind}/id/*`, 'update'),
      misses: [rule(`identity/${kind}/id/another`, 'update')],
      run: after(
        send('POST', ({ alias }) => `identity/${kind}/id/${alias}`, asBoss),
        again,
      ),
    },
  ]),
  {
    way: 'identity',
    policy: rule('identity/group', 'update'),
    misses: [rule('identity/group', 'create')],
    run: after(
      send('POST', 'identity/group', ({ entity, user }: Attacker) => ({
        name: user,
        policies,
        member_entity_ids: [entity],
      })),
      itself,
    ),
  },
  {
    way: 'identity',
    policy: rule('identity/group/name/team', 'update'),
    misses: [rule('identity/group/name/team', 'read', 'delete')],
    run: after(
      send('POST', 'identity/group/name/team', ({ entity }: Attacker) => ({ policies, member_entity_ids: [entity] })),
      itself,
    ),
    undo: (world) => world.root('POST', 'identity/group/name/team', { policies: [], member_entity_ids: [] }),
  },
  {
    way: 'identity',
    policy: rule('identity/group/id/*', 'update'),
    misses: [],
    run: async (attacker, world) => {
      const id = textAt(await world.root('GET', 'identity/group/name/team'), 'data', 'id') ?? ''
      await attacker.ask('POST', `identity/group/id/${id}`, { policies, member_entity_ids: [attacker.entity] })
      return attacker.token
    },
    undo: (world) => world.root('POST', 'identity/group/name/team', { policies: [], member_entity_ids: [] }),
  },
  {
    way: 'identity',
    policy: rule('identity/group-alias', 'update'),
    misses: [rule('identity/group-alias', 'read')],
    run: async (attacker, world) => {
      await world.root('POST', 'auth/jwt/role/staff', {
        role_type: 'jwt',
        user_claim: 'sub',
        groups_claim: 'groups',
        bound_subject: 'eve',
        token_policies: [attacker.policy],
      })
      await attacker.ask('POST', 'identity/group-alias', {
        name: 'staff',
        mount_accessor: world.accessor['jwt'],
        canonical_id: world.adminGroup,
      })
      return signInAt('auth/jwt/login', { role: 'staff', jwt: world.staffToken() })(attacker, world)
    },
    undo: async (world) => {
      const { body } = await world.root('GET', 'identity/group/name/bosses')
      const id = textAt({ status: 200, body }, 'data', 'alias', 'id')
      if (id !== null) await world.root('DELETE', `identity/group-alias/id/${id}`)
    },
  },
]

export const attacks: readonly Attack[] = [
  ...policyRoutes,
  ...tokenRoutes,
  ...identityRoutes,
  ...loginRoutes,
  ...serverRoutes,
]
