/** Templates for new policies. The caller supplies the comments in the person's language. */
import type { Capability } from './dialect.ts'
import { grantRules } from './grant.ts'
import type { NewRule } from './ruleText.ts'

export const policyTemplateNames = ['app', 'ci', 'owner', 'kubernetes', 'operator', 'administrator', 'default'] as const
export type PolicyTemplateName = (typeof policyTemplateNames)[number]

export interface PolicyTemplateInput {
  readonly mount: string
  readonly version: 1 | 2
  /** A folder with its trailing slash, or `` for the whole engine. */
  readonly folder: string
  /** Accessor of the Kubernetes auth method, for its template keys. */
  readonly accessor: string
}

const all: readonly Capability[] = ['create', 'read', 'update', 'delete', 'list', 'sudo']

const rule = (path: string, ...capabilities: Capability[]): NewRule => ({ path, capabilities })

/**
 * For people who operate the server: engines, leases and read access to the configuration. They cannot grant access.
 */
const operator: readonly NewRule[] = [
  rule('sys/health', 'read'),
  rule('sys/capabilities-self', 'update'),
  rule('sys/mounts', 'read'),
  rule('sys/mounts/*', 'create', 'read', 'update', 'delete'),
  rule('sys/auth', 'read'),
  rule('sys/policies/acl', 'list'),
  rule('sys/policies/acl/*', 'read'),
  rule('sys/leases/lookup/*', 'read', 'list', 'sudo'),
  rule('sys/leases/revoke', 'update'),
  rule('sys/audit', 'read', 'sudo'),
]

/** For people who also manage access, and can therefore become root; see `escalation.ts`. */
const administrator: readonly NewRule[] = [
  ...operator.filter(({ path }) => path !== 'sys/policies/acl/*'),
  rule('sys/auth/*', ...all),
  rule('sys/policies/acl/*', 'create', 'read', 'update', 'delete', 'list'),
  rule('auth/*', 'create', 'read', 'update', 'delete', 'list', 'sudo'),
  rule('identity/*', 'create', 'read', 'update', 'delete', 'list'),
]

/** Operations of any token on itself, as in the servers' own `default`. */
const ownToken: readonly NewRule[] = [
  rule('auth/token/lookup-self', 'read'),
  rule('auth/token/renew-self', 'update'),
  rule('auth/token/revoke-self', 'update'),
  rule('sys/capabilities-self', 'update'),
  rule('sys/internal/ui/resultant-acl', 'read'),
  rule('sys/leases/renew', 'update'),
  rule('sys/leases/lookup', 'update'),
  rule('cubbyhole/*', 'create', 'read', 'update', 'delete', 'list'),
  rule('sys/wrapping/wrap', 'update'),
  rule('sys/wrapping/lookup', 'update'),
  rule('sys/wrapping/unwrap', 'update'),
  rule('sys/tools/hash', 'update'),
  rule('sys/tools/hash/*', 'update'),
]

/** For a pipeline that writes values and never reads them. */
function writer({ mount, version, folder }: PolicyTemplateInput): readonly NewRule[] {
  if (version === 1) return [rule(`${mount}${folder}*`, 'create', 'update', 'list')]
  return [
    rule(`${mount}data/${folder}*`, 'create', 'update', 'patch'),
    rule(`${mount}metadata/${folder}*`, 'read', 'list'),
  ]
}

/** For service accounts: each has its own folder, named by namespace and account. */
function kubernetes({ mount, version, folder, accessor }: PolicyTemplateInput): readonly NewRule[] {
  const key = (name: string): string => `{{identity.entity.aliases.${accessor}.metadata.service_account_${name}}}`
  const own = `${folder}${key('namespace')}/${key('name')}/*`
  if (version === 1) return [rule(`${mount}${own}`, 'read', 'list')]
  return [rule(`${mount}data/${own}`, 'read'), rule(`${mount}metadata/${own}`, 'read', 'list')]
}

export function policyTemplate(name: PolicyTemplateName, input: PolicyTemplateInput): readonly NewRule[] {
  const place = { mount: input.mount, version: input.version, path: input.folder }
  switch (name) {
    case 'app':
      return grantRules(place, 'read')
    case 'ci':
      return writer(input)
    case 'owner':
      return grantRules(place, 'manage')
    case 'kubernetes':
      return kubernetes(input)
    case 'operator':
      return operator
    case 'administrator':
      return administrator
    case 'default':
      return ownToken
  }
}
