/** The environment that programs started by Strongroom get. */
import { type Environment, withoutAppImage } from './appImage.ts'
import { usualFolders, withUsualFolders } from './programs.ts'

/**
 * The given environment without what an AppImage added, and without what steers a Vault or OpenBao.
 *
 * SECURITY: `VAULT_TOKEN` and its like belong to the person's other servers; a practice server must neither see nor
 * obey them (docs/security.md, "Practice server").
 */
export function serverEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(withoutAppImage(environment))) {
    if (value !== undefined && !/^(VAULT|BAO|OPENBAO|STRONGROOM)_/i.test(name)) kept[name] = value
  }
  return kept
}

/** The same for a program that starts others, such as `go` or a program of a kubeconfig: with the usual folders on PATH. */
export const programEnvironment = (environment: Environment): Record<string, string> =>
  // The folders that the person named are in a variable that the program does not get.
  withUsualFolders(serverEnvironment(environment), usualFolders(environment))
