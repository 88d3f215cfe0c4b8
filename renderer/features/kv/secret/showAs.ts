/**
 * The same read as a command or a policy, for use elsewhere. Never with the token: `$VAULT_TOKEN` is written in its
 * place.
 * CLI: https://developer.hashicorp.com/vault/docs/commands/kv/get, API:
 * https://developer.hashicorp.com/vault/api-docs/secret/kv
 */
import { shellWord } from '../../../lib/terminalText.ts'
import { apiName, type KvVersion, type SecretPlace } from '../shared/names.ts'

export interface ShownSecret extends SecretPlace {
  readonly kvVersion: KvVersion
  /** A version other than the current one. */
  readonly version?: number | undefined
}

export interface ServerAddressing {
  readonly address: string
  /** Empty for none. */
  readonly namespace: string
}

/**
 * A path for a URL, segment by segment (RFC 3986); the remaining characters have no meaning to a shell inside double
 * quotes.
 */
export function urlPath(path: string): string {
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment.toWellFormed()).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')
}

function environment({ address, namespace }: ServerAddressing): string[] {
  return [
    `export VAULT_ADDR=${shellWord(address)}`,
    ...(namespace === '' ? [] : [`export VAULT_NAMESPACE=${shellWord(namespace)}`]),
  ]
}

/** The `vault` command that reads the secret, with the environment it needs. */
export function asVaultCommand(secret: ShownSecret, server: ServerAddressing): string {
  const version = secret.version === undefined ? '' : ` -version=${secret.version}`
  // `--` ends the options: a secret may be called `-field`.
  const end = secret.path.startsWith('-') ? ' --' : ''
  const mount = shellWord(secret.mount.replace(/\/$/, ''))
  return [...environment(server), `vault kv get -mount=${mount}${version}${end} ${shellWord(secret.path)}`].join('\n')
}

/** The `curl` command that reads the secret, with the environment it needs. */
export function asCurl(secret: ShownSecret, server: ServerAddressing): string {
  const query = secret.version === undefined ? '' : `?version=${secret.version}`
  const namespace = server.namespace === '' ? '' : ' -H "X-Vault-Namespace: $VAULT_NAMESPACE"'
  const url = `$VAULT_ADDR/v1/${urlPath(apiName(secret, secret.kvVersion))}${query}`
  return [
    ...environment(server),
    // SECURITY: the variable, never the token (docs/security.md, "Values").
    `curl -H "X-Vault-Token: $VAULT_TOKEN"${namespace} "${url}"`,
  ].join('\n')
}

/** The minimal policy that reads the secret. */
export function asPolicy(secret: ShownSecret): string {
  // HCL 1 strings: backslash and quote are escaped; `${` would begin an interpolation there and cannot be.
  const path = apiName(secret, secret.kvVersion).replace(/[\\"]/g, String.raw`\$&`)
  return `path "${path}" {\n  capabilities = ["read"]\n}`
}

/** Characters with a special meaning in a policy's path: `*` at the end, `+` as a whole segment, `{{…}}`, `${`. */
export const policyReadsMore = (secret: ShownSecret): boolean =>
  secret.path.endsWith('*') || secret.path.split('/').includes('+') || /\{\{|\$\{/.test(secret.path)
