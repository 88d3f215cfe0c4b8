/** Fields of a role of the JWT and OIDC methods that a Kubernetes role does not have: the server ignores them there. */
export const jwtFields: ReadonlySet<string> = new Set([
  'allowed_redirect_uris',
  'bound_audiences',
  'bound_claims',
  'bound_claims_type',
  'bound_subject',
  'claim_mappings',
  'clock_skew_leeway',
  'expiration_leeway',
  'groups_claim',
  'max_age',
  'not_before_leeway',
  'oidc_scopes',
  'role_type',
  'user_claim',
  'user_claim_json_pointer',
  'verbose_oidc_logging',
])
