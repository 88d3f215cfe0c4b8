/**
 * The paths of engines and auth methods, and the capabilities that a request there can need: those that the server
 * describes, otherwise the ones listed here. The latter are taken from the API descriptions of Vault 1.21 and OpenBao
 * 2.7 together; the tests compare them with the servers' answers.
 */
import type { Capability } from '../dialect.ts'
import { patternOf } from '../pattern.ts'
import { overlap } from '../reach.ts'
import type { Pattern } from '../rules.ts'
import type { LintMount } from './finding.ts'

/**
 * Each route is a path below the mount, `+` for a name, and its operations: `r` read, `w` write, `d` delete, `p` patch,
 * `l` list, `s` needs sudo. A write needs `update`; with `c` it needs `create` if the object does not exist yet.
 */
type Routes = readonly string[]

const approle: Routes = [
  'login w',
  'role l',
  'role/+ cdrw',
  ...['bind-secret-id', 'bound-cidr-list', 'period', 'policies', 'secret-id-bound-cidrs'].map(
    (name) => `role/+/${name} drw`,
  ),
  ...['secret-id-num-uses', 'secret-id-ttl', 'token-bound-cidrs'].map((name) => `role/+/${name} drw`),
  ...['token-max-ttl', 'token-num-uses', 'token-ttl'].map((name) => `role/+/${name} drw`),
  'role/+/custom-secret-id w',
  'role/+/local-secret-ids r',
  'role/+/role-id rw',
  'role/+/secret-id lw',
  'role/+/secret-id/destroy dw',
  'role/+/secret-id/lookup w',
  'role/+/secret-id-accessor/destroy dw',
  'role/+/secret-id-accessor/lookup w',
  'tidy/secret-id w',
]

const jwt: Routes = [
  'config rw',
  'login w',
  'oidc/auth_url w',
  'oidc/callback rw',
  'oidc/poll w',
  'role l',
  'role/+ cdrw',
  'cel/login w',
  'cel/role l',
  'cel/role/+ dprw',
]

const kubernetesAuth: Routes = ['config rw', 'login w', 'role l', 'role/+ cdrw']

const token: Routes = [
  'accessors l',
  'create w',
  'create/+ w',
  'create-orphan w',
  'lookup rw',
  'lookup-accessor w',
  'lookup-self rw',
  'renew w',
  'renew-accessor w',
  'renew-self w',
  'revoke w',
  'revoke-accessor w',
  'revoke-orphan w',
  'revoke-self w',
  'roles l',
  'roles/+ cdrw',
  'tidy w',
]

const userpass: Routes = ['login/+ w', 'users l', 'users/+ cdrw', 'users/+/password w', 'users/+/policies w']

const cert: Routes = ['certs l', 'certs/+ drw', 'config rw', 'crls l', 'crls/+ drw', 'login w']

const database: Routes = [
  'config l',
  'config/+ cdrw',
  'creds/+ r',
  'reload/+ w',
  'reset/+ w',
  'roles l',
  'roles/+ cdrw',
  'rotate-role/+ w',
  'rotate-root/+ w',
  'static-creds/+ r',
  'static-roles l',
  'static-roles/+ cdrw',
]

const ssh: Routes = [
  'config/ca drw',
  'config/issuers rw',
  'config/zeroaddress drw',
  'creds/+ w',
  'issue/+ w',
  'issuer/+ drw',
  'issuer/+/public_key r',
  'issuers l',
  'issuers/import w',
  'issuers/import/+ w',
  'lookup w',
  'public_key r',
  'roles l',
  'roles/+ drw',
  'sign/+ w',
  'tidy/dynamic-keys d',
  'verify w',
]

/** Without the ACME paths, which need no token or have the same scope as their role. */
const pki: Routes = [
  'ca r',
  'ca/pem r',
  'ca_chain r',
  'cel/issue/+ w',
  'cel/roles l',
  'cel/roles/+ dprw',
  'cel/sign/+ w',
  'cert/+ r',
  'cert/+/raw r',
  'cert/+/raw/pem r',
  'certs l',
  'certs/detailed l',
  'certs/revoked l',
  'config/ca w',
  ...['acme', 'auto-tidy', 'cluster', 'crl', 'issuers', 'keys', 'urls'].map((name) => `config/${name} rw`),
  'crl r',
  'crl/delta r',
  'crl/delta/pem r',
  'crl/pem r',
  'crl/rotate r',
  'crl/rotate-delta r',
  'eab l',
  'eab/+ d',
  'intermediate/cross-sign w',
  'intermediate/generate/+ w',
  'intermediate/set-signed w',
  'issue/+ w',
  'issuer/+ dprw',
  'issuer/+/crl r',
  'issuer/+/crl/delta r',
  'issuer/+/crl/delta/der r',
  'issuer/+/crl/delta/pem r',
  'issuer/+/crl/der r',
  'issuer/+/crl/pem r',
  'issuer/+/der r',
  'issuer/+/issue/+ w',
  'issuer/+/json r',
  'issuer/+/pem r',
  ...['resign-crls', 'revoke', 'sign-intermediate', 'sign-revocation-list', 'sign-self-issued', 'sign-verbatim'].map(
    (name) => `issuer/+/${name} w`,
  ),
  'issuer/+/sign-verbatim/+ w',
  'issuer/+/sign/+ w',
  'issuers l',
  'issuers/generate/intermediate/+ w',
  'issuers/generate/root/+ w',
  'issuers/import/bundle w',
  'issuers/import/cert w',
  'key/+ drw',
  'keys l',
  'keys/generate/+ w',
  'keys/import w',
  'ocsp w',
  'ocsp/+ r',
  'revoke w',
  'revoke-with-key w',
  'roles l',
  'roles/+ dprw',
  'root d',
  'root/generate/+ w',
  'root/replace w',
  'root/rotate/+ w',
  'root/sign-intermediate w',
  'root/sign-self-issued w',
  'sign-verbatim w',
  'sign-verbatim/+ w',
  'sign/+ w',
  'tidy w',
  'tidy-cancel w',
  'tidy-status r',
]

const routesOfType: Readonly<Record<string, Routes>> = {
  database,
  pki,
  ssh,
  'auth/approle': approle,
  'auth/cert': cert,
  'auth/jwt': jwt,
  'auth/kubernetes': kubernetesAuth,
  'auth/oidc': jwt,
  'auth/token': token,
  'auth/userpass': userpass,
}

interface Route {
  /** Path below the mount. */
  readonly path: string
  readonly marks: string
  readonly patterns: readonly Pattern[]
}

const capabilityOf: Readonly<Record<string, readonly Capability[]>> = {
  r: ['read'],
  w: ['update'],
  c: ['create'],
  d: ['delete'],
  p: ['patch'],
  l: ['list', 'scan'],
}

const read = (routes: Routes, endsOpen = false): readonly Route[] =>
  routes.map((route) => {
    const [path = '', marks = ''] = route.split(' ')
    const pattern = endsOpen ? path.replace(/\+$/, '*') : path
    // The path of a list request ends in a slash, and a rule without one applies to it as well.
    const paths = marks.includes('l') ? [pattern, `${pattern}/`] : [pattern]
    return { path, marks, patterns: paths.map(patternOf) }
  })

const known: ReadonlyMap<string, readonly Route[]> = new Map(
  Object.entries(routesOfType).map(([type, routes]) => [type, read(routes)]),
)

/** Returns the name in `routesOfType`: methods and engines can have the same type. */
const typeOf = ({ path, type }: LintMount): string => (path.startsWith('auth/') ? `auth/${type}` : type)

/** The parsed routes of a server's description, which each message of the worker carries once. */
const described = new WeakMap<readonly string[], readonly Route[]>()

/** Returns the routes of a mount; none if the type is unknown. */
function routesOf(mount: LintMount): readonly Route[] {
  const listed = known.get(typeOf(mount))
  if (mount.routes === undefined) return listed ?? []
  const before = described.get(mount.routes)
  if (before !== undefined) return before
  // In a description, the last name of a path can contain slashes. The known types have no such names.
  const routes = read(mount.routes, listed === undefined)
  described.set(mount.routes, routes)
  return routes
}

/** Returns the paths below a mount of this type, `+` for each name; none if the type is unknown. */
export const routePaths = (mount: LintMount): readonly string[] => routesOf(mount).map(({ path }) => path)

/** Returns the first segments of the paths below a mount; none if its type is unknown. */
export function routeFolders(mount: LintMount): ReadonlySet<string> {
  return new Set(routePaths(mount).map((path) => path.split('/', 1)[0] ?? ''))
}

/** Returns the capabilities that a request can need on paths that match the pattern; null if the place is unknown. */
export function usableBelow(mount: LintMount, pattern: Pattern): ReadonlySet<Capability> | null {
  // The descriptions of these lack requests that the servers handle outside of an engine.
  if (/^(?:ns_)?(?:system|identity)$/.test(mount.type)) return null
  const routes = routesOf(mount)
  if (!pattern.path.startsWith(mount.path)) return null
  const below: Pattern = { ...pattern, path: pattern.path.slice(mount.path.length) }
  const first = below.path.split('/', 1)[0] ?? ''
  const isWhole = below.path.includes('/') && first !== '+' && !first.includes('{{')
  const usable = new Set<Capability>()
  for (const { path, marks, patterns } of routes) {
    if (isWhole && path !== first && !path.startsWith(`${first}/`) && !path.startsWith('+')) continue
    if (!patterns.some((each) => overlap(each, below))) continue
    for (const mark of marks) for (const capability of capabilityOf[mark] ?? []) usable.add(capability)
  }
  return usable.size === 0 ? null : usable
}

/** Returns how many of the described paths that the pattern matches need `sudo`; null if none is described. */
export function describedSudo(mount: LintMount, pattern: Pattern): 'all' | 'some' | 'none' | null {
  if (mount.routes === undefined) return null
  const below: Pattern = { ...pattern, path: pattern.path.slice(mount.path.length) }
  const found = routesOf(mount).filter(({ patterns }) => patterns.some((each) => overlap(each, below)))
  const guarded = found.filter(({ marks }) => marks.includes('s')).length
  if (found.length === 0) return null
  return guarded === 0 ? 'none' : guarded === found.length ? 'all' : 'some'
}
