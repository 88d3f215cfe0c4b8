/** Access to a cluster by a context of a kubeconfig: which server to trust, and with which credentials. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import { Agent, ProxyAgent } from 'undici'
import type { buildConnector, Dispatcher } from 'undici'
import { Failure } from '../contract/failure.ts'
import { decodeText } from '../contract/text/decodeText.ts'
import { authoritiesWith, proxyTlsOptions } from '../base/http/agent.ts'
import { tlsOffer } from '../base/tls/tlsOffer.ts'
import { type ExecCluster, runExecPlugin, type ExecCredential } from './execPlugin.ts'
import { actingHeaders, type Headers, headerText } from './headers.ts'
import { pathIn, type LoadedKubeconfig } from './kubeconfig.ts'
import { type Cluster, signInOf, type User } from './kubeconfigSchema.ts'
import type { ProgramNeed } from './needs.ts'
import { type Proxy, proxyOf } from './proxy.ts'
import { socksConnector } from './socksConnector.ts'
import { refuseUnusable, unusableInCluster, unusableInUser } from './unusable.ts'

export interface OpenCluster {
  /** Without a slash at its end. */
  readonly server: string
  /** The CA of its certificate; null for the computer's own CAs. */
  readonly caPem: string | null
  /** Whether its certificate is verified. */
  readonly isVerified: boolean
  readonly dispatcher: Dispatcher
  /** Whether requests use a proxy. Network errors are then about the proxy's name, port and route. */
  readonly isProxied: boolean
  /** SECURITY: contains the credential, which stays in the core (docs/security.md, "Kubernetes"). */
  readonly headers: Headers
  /** Returns the same access without any credential, to be closed separately. */
  anonymous(): OpenCluster
  close(): Promise<void>
}

const maxBytes = 1024 * 1024

async function readSmall(folder: string | null, path: string): Promise<string> {
  const from = pathIn(folder, path)
  try {
    // Opened so that a pipe without a writer does not block: it would occupy one of the few threads for files.
    const file = await open(from, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile() || stats.size > maxBytes) throw new Error('not a small file')
      const decoded = decodeText(await file.readFile())
      if (decoded === null) throw new Error('not text')
      return decoded.text
    } finally {
      await file.close()
    }
  } catch {
    throw new Failure('file-unreadable', `A file that the kubeconfig refers to can't be read: ${path.slice(0, 300)}`)
  }
}

/** Returns the value in the kubeconfig itself (base64) or in a file that it names; null for neither. */
async function pemOf(data: string, path: string, folder: string | null): Promise<string | null> {
  if (data !== '') {
    const decoded = decodeText(Buffer.from(data, 'base64'))
    if (decoded === null)
      throw new Failure('certificate-invalid', "The kubeconfig contains base64 data that isn't PEM.")
    return decoded.text
  }
  return path === '' ? null : readSmall(folder, path)
}

/**
 * Returns a cluster's address and the CA of its certificate. @throws Failure `not-found`, `file-unreadable`,
 * `unsupported` for placeholders or omitted values.
 */
export async function clusterOf(
  loaded: LoadedKubeconfig,
  contextName: string,
): Promise<{ readonly server: string; readonly caPem: string | null; readonly cluster: Cluster }> {
  const context = loaded.contexts.get(contextName)
  const placed = context === undefined ? undefined : loaded.clusters.get(context.cluster)
  if (placed === undefined) throw new Failure('not-found', 'The kubeconfig has no such context, or no cluster for it.')
  const { value, folder } = placed
  refuseUnusable(unusableInCluster(value))
  const caPem = await pemOf(value['certificate-authority-data'], value['certificate-authority'], folder)
  return { server: value.server.trim().replace(/\/+$/, ''), caPem, cluster: value }
}

export interface OpenOptions {
  /** The program that returns the credentials; the person has allowed exactly this one. */
  readonly program: ProgramNeed | null
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * Opens the connection to the cluster. The caller has the person's consent for the program and the files that it needs
 * (`needs.ts`).
 * @throws Failure `not-found`, `file-unreadable`, `certificate-invalid`, `unsupported`.
 */
export async function openCluster(
  loaded: LoadedKubeconfig,
  contextName: string,
  options: OpenOptions,
): Promise<OpenCluster> {
  const { server, caPem, cluster } = await clusterOf(loaded, contextName)
  const userName = loaded.contexts.get(contextName)?.user ?? ''
  const user = loaded.users.get(userName)
  if (user === undefined && userName !== '') {
    throw new Failure('not-found', "The kubeconfig doesn't contain the context's user, or the user can't be read.")
  }
  const proxy = proxyOf(cluster, options.environment)
  const { token, certPem, keyPem } = await credentialOf(user, options, { cluster, caPem })
  const serverName = cluster['tls-server-name']
  const isUnverified = cluster['insecure-skip-tls-verify']
  const acting = user === undefined ? {} : actingHeaders(user.value)
  const through = (cert: string | null, key: string | null, headers: Headers): OpenCluster => {
    const dispatcher = makeDispatcher(proxy, {
      secureContext: contextOf(caPem, cert, key),
      ...(serverName === '' ? {} : { servername: serverName }),
      rejectUnauthorized: !isUnverified,
      timeout: connectTimeout,
      allowH2: false,
    })
    return {
      server,
      caPem,
      isVerified: !isUnverified && server.startsWith('https:'),
      dispatcher,
      isProxied: proxy !== null,
      headers,
      // A client certificate would take precedence over any token.
      anonymous: () => through(null, null, {}),
      close: () => dispatcher.destroy(),
    }
  }
  return through(certPem, keyPem, {
    ...(token === '' ? {} : { authorization: `Bearer ${headerText(token)}` }),
    ...acting,
  })
}

/** Milliseconds until a socket must be up. */
const connectTimeout = 10_000

/** Built once for all sockets, because reading the computer's CAs is slow. */
function contextOf(caPem: string | null, certPem: string | null, keyPem: string | null): SecureContext {
  try {
    return createSecureContext({
      ...tlsOffer,
      // As in kubectl, a cluster's own CA replaces the computer's CAs. Without one, the same CAs are trusted as for
      // connections to Vault.
      ca: caPem ?? authoritiesWith(null),
      ...(certPem === null || keyPem === null ? {} : { cert: certPem, key: keyPem }),
    })
  } catch {
    // OpenSSL's message may quote a key.
    throw new Failure('certificate-invalid', 'A certificate or key of the kubeconfig cannot be used.')
  }
}

function makeDispatcher(proxy: Proxy | null, tls: buildConnector.BuildOptions): Dispatcher {
  if (proxy === null) return new Agent({ connect: tls, connections: 4 })
  if (proxy.url.protocol.startsWith('socks')) {
    return new Agent({ connect: socksConnector(proxy.url, tls, connectTimeout), connections: 4 })
  }
  return new ProxyAgent({ uri: proxy.url.href, requestTls: tls, proxyTls: proxyTlsOptions(null), connections: 4 })
}

interface UserFromFile {
  readonly value: User
  readonly folder: string | null
}

/**
 * Returns the person's credentials. The answer of a program has priority over a file, and a file over a value in the
 * kubeconfig.
 */
async function credentialOf(
  user: UserFromFile | undefined,
  options: OpenOptions,
  forProgram: ExecCluster,
): Promise<ExecCredential> {
  if (user === undefined) return { token: '', certPem: null, keyPem: null }
  const { value, folder } = user
  // A name and password do not matter if the user has another kind of credential.
  refuseUnusable(unusableInUser(value).filter(({ code }) => code !== 'basic-auth' || signInOf(value) === 'nothing'))
  if (value.exec !== null && value.exec !== undefined) {
    // SECURITY: no program of a kubeconfig runs without the person's consent (docs/security.md, "Kubernetes").
    if (options.program === null) throw new Failure('confirmation-needed', 'The program was not allowed.')
    return runExecPlugin(value.exec, options.program, options, forProgram)
  }
  const token = value.tokenFile === '' ? value.token : await tokenOf(value, folder)
  const certPem = await pemOf(value['client-certificate-data'], value['client-certificate'], folder)
  const keyPem = certPem === null ? null : await pemOf(value['client-key-data'], value['client-key'], folder)
  return { token, certPem, keyPem }
}

/** Returns the file's token, or the written one if the file is empty or not readable, as in client-go. */
async function tokenOf({ token, tokenFile }: User, folder: string | null): Promise<string> {
  try {
    const read = (await readSmall(folder, tokenFile)).trim()
    if (read !== '') return read
  } catch (problem) {
    if (token === '' || folder === null) throw problem
  }
  if (token === '') throw new Failure('file-unreadable', `The token file is empty: ${tokenFile.slice(0, 300)}`)
  return token
}
