/** The steps of a pod, for a shell in it: sign in, then read. Needs `curl` and `sed`; the token stays in a variable. */
import { shellWord } from '../terminalText.ts'
import { apiPath, type ManifestPlan } from './manifestPlan.ts'
import { tokenPath } from './manifests.ts'

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Two commands, of which the second uses the output of the first. JWT and token are on no command line. */
export function podShell(plan: ManifestPlan): string {
  const namespace =
    plan.vaultNamespace === '' ? '' : ` --header ${shellWord(`X-Vault-Namespace: ${plan.vaultNamespace}`)}`
  return [
    `export VAULT_ADDR=${shellWord(plan.vaultAddress)} JWT_PATH=${tokenPath}`,
    '',
    // The role is an argument of `printf`, which would read a backslash or a percent sign in its format.
    `VAULT_TOKEN=$(printf '{"role":%s,"jwt":"%s"}' ${shellWord(JSON.stringify(plan.role))} "$(cat "$JWT_PATH")" |`,
    `  curl --silent --show-error --fail-with-body${namespace} --data @- \\`,
    `    "$VAULT_ADDR/v1/auth/${encoded(plan.mount)}login" |`,
    String.raw`  sed -n 's/.*"client_token":"\([^"]*\)".*/\1/p')`,
    '',
    `printf 'X-Vault-Token: %s' "$VAULT_TOKEN" |`,
    `  curl --silent --show-error --fail-with-body${namespace} --header @- \\`,
    `    "$VAULT_ADDR/v1/${encoded(apiPath(plan.secret))}"`,
    '',
  ].join('\n')
}
