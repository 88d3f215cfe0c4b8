/**
 * Reads the hints for a connection from the environment variables of both products' command lines.
 * https://developer.hashicorp.com/vault/docs/commands#configure-environment-variables
 * https://openbao.org/docs/commands/#environment-variables
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvironmentHints, IgnoredVariable } from '../../contract/connections.ts'
import { Failure } from '../../contract/failure.ts'
import { limits } from '../../contract/limits.ts'
import { withoutApiPath } from '../../contract/plainAddress.ts'
import { addressProblem, normalizeAddress, normalizeNamespace } from '../../contract/typedAddress.ts'
import { readIfPresent } from '../../base/files/atomicFile.ts'
import { certificatesOnly } from '../../storage/profiles/certificateFields.ts'

type Environment = Readonly<Record<string, string | undefined>>

// Go's strconv.ParseBool accepts these values, and the command line uses it.
const yes = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])

/** The result of one variable: a value, or why there is none. Null: the variable is set to false. */
type Reading<T> = { readonly value: T } | { readonly why: IgnoredVariable['why'] | null }

/**
 * Returns hints for a new connection. Like OpenBao, it reads `BAO_…` first and `VAULT_…` if that is not set. `from`
 * names the variables that were used, `ignored` those that are set and were not. `…_TOKEN` is not read.
 */
export async function readEnvironment(environment: Environment): Promise<EnvironmentHints> {
  const from: string[] = []
  const ignored: IgnoredVariable[] = []

  /** Uses the first of these variables that is set, with the reader's result. */
  async function use<T>(
    names: readonly string[],
    read: (text: string, name: string) => Promise<Reading<T>> | Reading<T>,
  ): Promise<T | undefined> {
    for (const name of names.flatMap((each) => [`BAO_${each}`, `VAULT_${each}`])) {
      const text = environment[name]?.trim() ?? ''
      if (text === '') continue
      const reading = await read(text, name)
      if ('value' in reading) {
        from.push(name)
        return reading.value
      }
      if (reading.why !== null) ignored.push({ name, why: reading.why })
      return undefined
    }
    return undefined
  }

  const address = await use(['ADDR'], addressIn)
  const namespace = await use(['NAMESPACE'], (text) => {
    const value = normalizeNamespace(text)
    return value === null ? { why: 'not-a-namespace' } : { value }
  })
  const caPem = await use(['CACERT_BYTES', 'CACERT', 'CAPATH'], authorities)
  const clientCertPem = await use(['CLIENT_CERT'], certificatesOfFile)
  // SECURITY: a private key does not go through the window; the person chooses its file
  // (docs/security.md, "The window").
  await use(['CLIENT_KEY'], () => ({ why: 'secret' }))
  const tlsServerName = await use(['TLS_SERVER_NAME'], (text) =>
    text.length <= 255 ? { value: text } : { why: 'too-long' },
  )
  const skipVerify = await use(['SKIP_VERIFY'], (text) => (yes.has(text) ? { value: true } : { why: null }))
  const proxy = await use(['PROXY_ADDR', 'HTTP_PROXY'], proxyIn)

  return {
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
    ...(caPem !== undefined && { caPem }),
    ...(clientCertPem !== undefined && { clientCertPem }),
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(skipVerify !== undefined && { skipVerify }),
    ...(proxy !== undefined && { proxy }),
    from,
    ignored,
  }
}

function addressIn(text: string): Reading<string> {
  const problem = addressProblem(text)
  if (problem !== null) return { why: problem }
  const address = normalizeAddress(text)
  return { value: withoutApiPath(address) ?? address }
}

/** Reads a proxy's address. Without a scheme it is an http address, as in Go. */
function proxyIn(text: string): Reading<string> {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (URL.canParse(withScheme) && new URL(withScheme).username !== '') return { why: 'secret' }
  return addressIn(withScheme)
}

function authorities(text: string, name: string): Promise<Reading<string>> | Reading<string> {
  if (name.endsWith('_BYTES')) return certificatesIn(text)
  return name.endsWith('PATH') ? certificatesOfFolder(text) : certificatesOfFile(text)
}

async function certificatesOfFolder(folder: string): Promise<Reading<string>> {
  const found: string[] = []
  const names = await readdir(folder).catch(() => null)
  if (names === null) return { why: 'no-file' }
  for (const name of names.toSorted()) {
    const reading = await certificatesOfFile(join(folder, name))
    if ('value' in reading) found.push(reading.value)
    if (found.join('').length > limits.pem) return { why: 'too-long' }
  }
  return found.length === 0 ? { why: 'no-certificate' } : { value: found.join('') }
}

async function certificatesOfFile(path: string): Promise<Reading<string>> {
  try {
    const content = await readIfPresent(path, limits.pem)
    return content === null ? { why: 'no-file' } : certificatesIn(content.toString('utf8'))
  } catch (problem) {
    // The file is too large, missing, or endless.
    if (problem instanceof Failure) return { why: 'no-file' }
    throw problem
  }
}

function certificatesIn(text: string): Reading<string> {
  try {
    const value = certificatesOnly(text)
    return value === null || value === '' ? { why: 'no-certificate' } : { value }
  } catch (problem) {
    if (problem instanceof Failure) return { why: 'no-certificate' }
    throw problem
  }
}
