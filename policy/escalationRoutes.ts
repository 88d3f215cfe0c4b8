/** Requests that give their sender full access to a server, and the capabilities that they need. */
import type { Capability, Dialect } from './dialect.ts'
import type { LintMount } from './lint/finding.ts'

export const escalationWays = [
  'policy',
  'token',
  'token-role',
  'identity',
  'login',
  'password',
  'trust',
  'new-method',
  'storage',
  'audit',
] as const
export type EscalationWay = (typeof escalationWays)[number]

export interface Step {
  /** Contains at most one `{name}`. */
  readonly path: string
  /** One of them is sufficient. */
  readonly operations: readonly Capability[]
  readonly sudo?: boolean
  /** The request must contain one of these, so a rule whose parameters allow none of them is harmless. */
  readonly parameters?: readonly string[]
}

export interface Route {
  readonly way: EscalationWay
  /** All of them are needed, with the same name. */
  readonly steps: readonly Step[]
  /**
   * The possible values of `{name}`. `any`: every name. `held`: a policy that the holder has. `own`: the holder's
   * entity, user or role. `other`: a user with more access. For the last two, a literal name in a rule proves nothing.
   */
  readonly names: 'any' | 'held' | 'own' | 'other'
}

const write: readonly Capability[] = ['create', 'update']
const update: readonly Capability[] = ['update']

const policies = ['policies', 'token_policies']

/** The parameters that each way has to send. */
const sent: Partial<Readonly<Record<EscalationWay, readonly string[]>>> = {
  policy: ['policy', 'rules'],
  token: ['policies'],
  identity: ['policies', 'canonical_id', 'entity_id', 'member_entity_ids'],
  login: [...policies, 'program', 'value'],
  password: ['password'],
}

function step(way: EscalationWay, path: string, operations: readonly Capability[], sudo = false): Step {
  const parameters = sent[way]
  return { path, operations, ...(sudo && { sudo }), ...(parameters !== undefined && { parameters }) }
}

const one = (
  way: EscalationWay,
  path: string,
  operations: readonly Capability[] = update,
  names: Route['names'] = 'any',
): Route => ({ way, steps: [step(way, path, operations)], names })

const withSudo = (way: EscalationWay, path: string): Route => ({
  way,
  steps: [step(way, path, update, true)],
  names: 'any',
})

/** On both servers, independent of mounts. */
const general: readonly Route[] = [
  one('policy', 'sys/policies/acl/{name}', update, 'held'),
  one('policy', 'sys/policy/{name}', update, 'held'),
  // Without sudo, a child token has at most the policies of its parent.
  withSudo('token', 'auth/token/create'),
  withSudo('token', 'auth/token/create-orphan'),
  {
    way: 'token-role',
    steps: [
      {
        path: 'auth/token/roles/{name}',
        operations: write,
        parameters: ['allowed_policies', 'allowed_policies_glob', 'disallowed_policies', 'disallowed_policies_glob'],
      },
      { path: 'auth/token/create/{name}', operations: update },
    ],
    names: 'any',
  },
  one('identity', 'identity/entity'),
  one('identity', 'identity/entity/id/{name}', update, 'own'),
  one('identity', 'identity/entity/name/{name}', update, 'own'),
  one('identity', 'identity/entity-alias'),
  one('identity', 'identity/entity-alias/id/{name}', update, 'own'),
  one('identity', 'identity/alias'),
  one('identity', 'identity/alias/id/{name}', update, 'own'),
  one('identity', 'identity/group'),
  one('identity', 'identity/group/id/{name}'),
  one('identity', 'identity/group/name/{name}'),
  one('identity', 'identity/group-alias'),
  {
    way: 'new-method',
    steps: [
      { path: 'sys/auth/{name}', operations: write, sudo: true },
      { path: 'auth/{name}/users/x', operations: write },
    ],
    names: 'any',
  },
  // Needs `raw_storage_endpoint` in the server's configuration.
  {
    way: 'storage',
    steps: [
      { path: 'sys/raw/sys/token/id/{name}', operations: ['read'], sudo: true },
      { path: 'sys/raw/sys/token/id/{name}', operations: update, sudo: true },
    ],
    names: 'own',
  },
]

const ofDialect: Readonly<Record<Dialect, readonly Route[]>> = {
  // OpenBao refuses audit devices through the API unless its configuration allows them.
  vault: [withSudo('audit', 'sys/audit/{name}')],
  openbao: [one('policy', 'sys/policies/acl/{name}', ['patch'], 'held')],
}

type Below = readonly [way: EscalationWay, path: string, operations?: readonly Capability[], names?: Route['names']]

const usersAndGroups: readonly Below[] = [
  ['login', 'users/{name}', write],
  ['login', 'groups/{name}', write],
  ['trust', 'config', write],
]

/** Paths below a mount of a method. */
const ofMethod: Readonly<Record<string, readonly Below[]>> = {
  userpass: [
    ['login', 'users/{name}', write],
    ['login', 'users/{name}/policies', update, 'own'],
    ['password', 'users/{name}/password', update, 'other'],
  ],
  approle: [
    ['login', 'role/{name}', write],
    ['login', 'role/{name}/policies', update, 'own'],
  ],
  jwt: [
    ['login', 'role/{name}', write],
    ['login', 'cel/role/{name}', update],
    ['trust', 'config', update],
  ],
  oidc: [
    ['login', 'role/{name}', write],
    ['login', 'cel/role/{name}', update],
    ['trust', 'config', update],
  ],
  kubernetes: [
    ['login', 'role/{name}', write],
    ['trust', 'config', update],
  ],
  cert: [['login', 'certs/{name}', update]],
  // Not tested, because the test servers do not have them: based on the methods' documentation.
  ldap: usersAndGroups,
  okta: usersAndGroups,
  radius: [
    ['login', 'users/{name}', write],
    ['trust', 'config', write],
  ],
  kerberos: [
    ['login', 'groups/{name}', write],
    ['trust', 'config/ldap', write],
  ],
  github: [
    ['login', 'map/teams/{name}', write],
    ['login', 'map/users/{name}', write],
    ['trust', 'config', write],
  ],
  aws: [['login', 'role/{name}', write]],
  azure: [
    ['login', 'role/{name}', write],
    ['trust', 'config', write],
  ],
  gcp: [['login', 'role/{name}', write]],
  alicloud: [['login', 'role/{name}', write]],
  oci: [['login', 'role/{name}', write]],
  cf: [
    ['login', 'roles/{name}', write],
    ['trust', 'config', write],
  ],
  saml: [
    ['login', 'role/{name}', write],
    ['trust', 'config', write],
  ],
}

/** Returns all routes of a server. */
export function routesFor({
  dialect,
  mounts,
}: {
  readonly dialect: Dialect
  readonly mounts: readonly Pick<LintMount, 'path' | 'type'>[] | null
}): readonly Route[] {
  const methods =
    mounts === null
      ? Object.keys(ofMethod).map((type) => ({ path: `auth/${type}/`, type }))
      : mounts.filter(({ path }) => path.startsWith('auth/'))
  return [
    ...general,
    ...ofDialect[dialect],
    ...methods.flatMap(({ path: mount, type }) =>
      (ofMethod[type] ?? []).map(([way, path, operations, names]) => one(way, mount + path, operations, names)),
    ),
  ]
}
