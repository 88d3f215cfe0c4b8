/** Where Vault and OpenBao parse policies differently. Tested on Vault 1.21 and OpenBao 2.7. */

export type Dialect = 'vault' | 'openbao'

const commonCapabilities = ['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo', 'deny'] as const

export type Capability = (typeof commonCapabilities)[number] | 'subscribe' | 'recover' | 'scan'

/** Keys of a rule that grant access, and a comment; all others are conditions. */
const grantKeys = ['capabilities', 'policy', 'comment'] as const

/** Keys that a rule can have on both servers. */
const commonRuleKeys = [
  ...grantKeys,
  'allowed_parameters',
  'denied_parameters',
  'required_parameters',
  'min_wrapping_ttl',
  'max_wrapping_ttl',
  'mfa_methods',
  'control_group',
] as const

export interface DialectRules {
  readonly capabilities: readonly Capability[]
  readonly ruleKeys: readonly string[]
  /** How an argument that is set twice in a block is treated: refused, or the later one is added to the earlier. */
  readonly duplicateArguments: 'refused' | 'merged'
  /** Longest text in UTF-8 bytes: Vault's limit for a string in a request; OpenBao has no such limit. */
  readonly maxBytes: number
}

export const dialects: Readonly<Record<Dialect, DialectRules>> = {
  vault: {
    capabilities: [...commonCapabilities, 'subscribe', 'recover'],
    ruleKeys: [...commonRuleKeys, 'subscribe_event_types'],
    duplicateArguments: 'refused',
    maxBytes: 1_048_576,
  },
  openbao: {
    capabilities: [...commonCapabilities, 'scan'],
    ruleKeys: [...commonRuleKeys, 'expiration', 'pagination_limit', 'list_scan_response_keys_filter_path'],
    duplicateArguments: 'merged',
    maxBytes: 32 * 1_048_576,
  },
}

const allRuleKeys: readonly string[] = Object.values(dialects).flatMap(({ ruleKeys }) => ruleKeys)
/** Keys that restrict a rule's access, on both servers. */
export const conditionKeys: ReadonlySet<string> = new Set(
  allRuleKeys.filter((key) => !(grantKeys as readonly string[]).includes(key)),
)

/** The capabilities of the words in Vault's first policies (`policy = "write"`); both servers still accept them. */
export const oldPolicies: ReadonlyMap<string, readonly Capability[]> = new Map([
  ['deny', ['deny']],
  ['read', ['read', 'list']],
  ['write', ['create', 'read', 'update', 'delete', 'list']],
  ['sudo', ['create', 'read', 'update', 'delete', 'list', 'sudo']],
])
