/** The servers' names for the fields of the auth method `kubernetes`, by their names in Strongroom. */

/** Fields of a role. API: `POST /auth/:mount/role/:name` */
export const roleNames = {
  serviceAccounts: 'bound_service_account_names',
  namespaces: 'bound_service_account_namespaces',
  namespaceSelector: 'bound_service_account_namespace_selector',
  audience: 'audience',
  aliasNameSource: 'alias_name_source',
  policies: 'token_policies',
  ttl: 'token_ttl',
  maxTtl: 'token_max_ttl',
  period: 'token_period',
  explicitMaxTtl: 'token_explicit_max_ttl',
  numUses: 'token_num_uses',
  tokenType: 'token_type',
  noDefaultPolicy: 'token_no_default_policy',
  boundCidrs: 'token_bound_cidrs',
  strictlyBindIp: 'token_strictly_bind_ip',
} as const

/** The older names that a server still reads and returns, each with the one that replaced it. */
export const olderRoleNames = {
  policies: 'policies',
  ttl: 'ttl',
  maxTtl: 'max_ttl',
  period: 'period',
  numUses: 'num_uses',
  boundCidrs: 'bound_cidrs',
} as const

/** Fields of a mount's configuration. API: `POST /auth/:mount/config` */
export const configNames = {
  host: 'kubernetes_host',
  caPem: 'kubernetes_ca_cert',
  pemKeys: 'pem_keys',
  issuer: 'issuer',
  disableIssValidation: 'disable_iss_validation',
  disableLocalCaJwt: 'disable_local_ca_jwt',
  annotationsAsAliasMetadata: 'use_annotations_as_alias_metadata',
} as const

/** Write-only; the server only reports whether it has one. */
export const reviewerName = 'token_reviewer_jwt'
export const reviewerSetName = 'token_reviewer_jwt_set'
