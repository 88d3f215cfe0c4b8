/** The environment of programs that Strongroom starts. */
import { type Environment, withoutAppImage } from './appImage.ts'
import { usualFolders, withUsualFolders } from './programs.ts'

/**
 * Returns the given environment without the additions of an AppImage, and without the variables that configure Vault or
 * OpenBao.
 *
 * SECURITY: `VAULT_TOKEN` and similar variables belong to the person's other servers, and must not reach a practice
 * server (docs/security.md, "Practice server").
 */
export function serverEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(withoutAppImage(environment))) {
    if (value !== undefined && !/^(VAULT|BAO|OPENBAO|STRONGROOM)_/i.test(name)) kept[name] = value
  }
  return kept
}

/**
 * Returns the same for a program that starts others, such as `go` or a program of a kubeconfig: with the usual folders
 * on PATH.
 */
export const programEnvironment = (environment: Environment): Record<string, string> =>
  // The variable with the person's folders is not passed to the program.
  withUsualFolders(serverEnvironment(environment), usualFolders(environment))
