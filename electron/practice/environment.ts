/** The environment that programs started by Strongroom get. */

/**
 * The given environment without what steers a Vault or OpenBao.
 *
 * SECURITY: `VAULT_TOKEN` and its like belong to the person's other servers; a practice server must neither see nor
 * obey them (docs/security.md, "Practice server").
 */
export function serverEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !/^(VAULT|BAO|OPENBAO|STRONGROOM)_/i.test(name)) kept[name] = value
  }
  return kept
}
