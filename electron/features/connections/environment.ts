/**
 * What the environment says about a connection.
 * https://developer.hashicorp.com/vault/docs/commands#configure-environment-variables
 */
import { type EnvironmentHints, Namespace, ServerAddress } from '../../contract/connections.ts'
import { Failure } from '../../contract/failure.ts'
import { limits } from '../../contract/limits.ts'
import { readIfPresent } from '../../base/files/atomicFile.ts'
import { certificatesOnly } from '../../storage/profiles/certificateFields.ts'

type Environment = Readonly<Record<string, string | undefined>>

// As Go's strconv.ParseBool reads it, since that is what the command line does.
const yes = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])

/**
 * Hints for a new connection. `from` names the variables that made sense; one that does not (an address that is none,
 * a CA file that cannot be read or holds no certificate) is left out. `VAULT_TOKEN` is not read.
 */
export async function readEnvironment(environment: Environment): Promise<EnvironmentHints> {
  const from: string[] = []
  const use = <T>(name: string, value: T | null | undefined): T | undefined => {
    if (value === null || value === undefined) return undefined
    from.push(name)
    return value
  }
  const given = (name: string) => environment[name]?.trim() || undefined

  const address = use('VAULT_ADDR', ServerAddress.safeParse(given('VAULT_ADDR')).data)
  const named = given('VAULT_NAMESPACE')?.replaceAll(/^\/+|\/+$/g, '')
  const namespace = use('VAULT_NAMESPACE', Namespace.safeParse(named).data)
  const caPem = use('VAULT_CACERT', await certificatesOfFile(given('VAULT_CACERT')))
  const serverName = given('VAULT_TLS_SERVER_NAME')
  const tlsServerName = use('VAULT_TLS_SERVER_NAME', (serverName?.length ?? 0) <= 255 ? serverName : undefined)
  const skipVerify = use('VAULT_SKIP_VERIFY', yes.has(given('VAULT_SKIP_VERIFY') ?? '') ? true : undefined)

  return {
    ...(address === undefined ? {} : { address }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(caPem === undefined ? {} : { caPem }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(skipVerify === undefined ? {} : { skipVerify }),
    from,
  }
}

async function certificatesOfFile(path: string | undefined): Promise<string | null> {
  if (path === undefined) return null
  try {
    const content = await readIfPresent(path, limits.pem)
    return content === null ? null : certificatesOnly(content.toString('utf8'))
  } catch (problem) {
    if (problem instanceof Failure) return null
    throw problem
  }
}
