/**
 * The names of a role's fields in HashiCorp's Terraform provider for Vault. Taken from the source of its version
 * `terraformProvider`: `vault/resource_kubernetes_auth_backend_role.go` and `vault/auth_token.go`.
 */

export const terraformProvider = '5.9.0'

/**
 * The provider's fields in addition to `backend`, `role_name` and `namespace`. They have the server's own names; times
 * are whole seconds.
 */
export const terraformFields: ReadonlySet<string> = new Set([
  'bound_service_account_names',
  'bound_service_account_namespaces',
  'bound_service_account_namespace_selector',
  'audience',
  'alias_name_source',
  'token_bound_cidrs',
  'token_max_ttl',
  'token_ttl',
  'token_explicit_max_ttl',
  'token_no_default_policy',
  'token_period',
  'token_policies',
  'token_type',
  'token_num_uses',
  // Only on servers that support it; a map of texts.
  'alias_metadata',
])
