/** The way into a cluster by a context of a kubeconfig: whom to trust, and as whom to come. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { Agent, ProxyAgent } from 'undici'
import type { buildConnector, Dispatcher } from 'undici'
import { Failure } from '../contract/failure.ts'
import { proxyTlsOptions } from '../base/http/agent.ts'
import { tlsOffer } from '../base/tls/tlsOffer.ts'
import { runExecPlugin, type ExecCredential } from './execPlugin.ts'
import { pathIn, type LoadedKubeconfig } from './kubeconfig.ts'
import type { Cluster, User } from './kubeconfigSchema.ts'
import type { ProgramNeed } from './needs.ts'

export interface OpenCluster {
  /** Without a slash at its end. */
  readonly server: string
  /** The authority of its certificate; null for the computer's own. */
  readonly caPem: string | null
  /** Whether its certificate is checked. */
  readonly isVerified: boolean
  readonly dispatcher: Dispatcher
  /** SECURITY: holds the credential; it stays in the core (docs/security.md, "Kubernetes"). */
  readonly headers: Readonly<Record<string, string>>
  /** The same way without any credential, to be closed on its own. */
  anonymous(): OpenCluster
  close(): Promise<void>
}

const mostBytes = 1024 * 1024

async function readSmall(folder: string | null, path: string): Promise<string> {
  const from = pathIn(folder, path)
  try {
    // Opened so that a pipe that nobody writes to is not waited for: it would hold a thread of the file system's few.
    const file = await open(from, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile() || stats.size > mostBytes) throw new Error('not a small file')
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch {
    throw new Failure('file-unreadable', `A file that the kubeconfig names cannot be read: ${path.slice(0, 300)}`)
  }
}

/** What stands in the kubeconfig itself (base64) or in a file that it names; null for neither. */
async function pemOf(data: string, path: string, folder: string | null): Promise<string | null> {
  if (data !== '') {
    if (!/^[\s\w+/=-]+$/.test(data))
      throw new Failure('certificate-invalid', 'The kubeconfig holds data that is not base64.')
    return Buffer.from(data, 'base64').toString('utf8')
  }
  return path === '' ? null : readSmall(folder, path)
}

/** A cluster's address and the authority of its certificate. @throws Failure `not-found`, `file-unreadable`. */
export async function clusterOf(
  loaded: LoadedKubeconfig,
  contextName: string,
): Promise<{ readonly server: string; readonly caPem: string | null; readonly cluster: Cluster }> {
  const context = loaded.contexts.get(contextName)
  const placed = context === undefined ? undefined : loaded.clusters.get(context.cluster)
  if (placed === undefined) throw new Failure('not-found', 'The kubeconfig has no such context, or no cluster for it.')
  const { value, folder } = placed
  const address = URL.parse(value.server)
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new Failure('not-found', 'The cluster of this context has no address.')
  }
  const caPem = await pemOf(value['certificate-authority-data'], value['certificate-authority'], folder)
  return { server: value.server.replace(/\/+$/, ''), caPem, cluster: value }
}

export interface OpenOptions {
  /** The program that makes the credentials; the person has allowed exactly this one. */
  readonly program: ProgramNeed | null
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * Opens the way. The caller has the person's consent for the program and the files that it needs (`needs.ts`).
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
    throw new Failure('not-found', 'The kubeconfig has no such user as its context names, or one that cannot be read.')
  }
  const { token, certPem, keyPem } = await credentialOf(user, options)
  const serverName = cluster['tls-server-name']
  const trust = {
    ...tlsOffer,
    // As kubectl does: a cluster's own authority stands in place of the computer's, not beside them.
    ...(caPem === null ? {} : { ca: caPem }),
    ...(serverName === '' ? {} : { servername: serverName }),
    rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
    timeout: 10_000,
    allowH2: false,
  }
  const { as = '', 'as-groups': groups = [] } = user?.value ?? {}
  // Each group is a header of its own. Leaving them out would come as somebody with other rights.
  if (groups.length > 0) throw new Failure('unsupported', 'The kubeconfig acts as a member of other groups.')
  const through = (tls: buildConnector.BuildOptions, headers: Readonly<Record<string, string>>): OpenCluster => {
    const dispatcher = makeDispatcher(cluster['proxy-url'], tls)
    return {
      server,
      caPem,
      isVerified: trust.rejectUnauthorized && server.startsWith('https:'),
      dispatcher,
      headers,
      // A client certificate would count before any token.
      anonymous: () => through(trust, {}),
      close: () => dispatcher.destroy(),
    }
  }
  return through(
    { ...trust, ...(certPem === null || keyPem === null ? {} : { cert: certPem, key: keyPem }) },
    {
      ...(token === '' ? {} : { authorization: `Bearer ${headerText(token)}` }),
      ...(as === '' ? {} : { 'impersonate-user': headerText(as) }),
    },
  )
}

function makeDispatcher(proxy: string, tls: buildConnector.BuildOptions): Dispatcher {
  try {
    return proxy === ''
      ? new Agent({ connect: tls, connections: 4 })
      : new ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: proxyTlsOptions(null), connections: 4 })
  } catch {
    // OpenSSL's words may quote a key.
    throw new Failure('certificate-invalid', 'A certificate or key of the kubeconfig cannot be used.')
  }
}

function headerText(text: string): string {
  const trimmed = text.trim()
  if (!/^[\x20-\x7e]+$/.test(trimmed))
    throw new Failure('invalid-input', 'The kubeconfig holds signs that no header takes.')
  return trimmed
}

interface PlacedUser {
  readonly value: User
  readonly folder: string | null
}

/** What a person comes with. A program's answer counts before a file, and a file before what is written there. */
async function credentialOf(user: PlacedUser | undefined, options: OpenOptions): Promise<ExecCredential> {
  if (user === undefined) return { token: '', certPem: null, keyPem: null }
  const { value, folder } = user
  if (value.exec !== null && value.exec !== undefined) {
    // SECURITY: nothing of a kubeconfig runs without the person's consent (docs/security.md, "Kubernetes").
    if (options.program === null) throw new Failure('confirmation-needed', 'The program was not allowed.')
    return runExecPlugin(value.exec, options.program, options.environment, options.signal)
  }
  const token = value.tokenFile === '' ? value.token : (await readSmall(folder, value.tokenFile)).trim()
  const certPem = await pemOf(value['client-certificate-data'], value['client-certificate'], folder)
  const keyPem = certPem === null ? null : await pemOf(value['client-key-data'], value['client-key'], folder)
  return { token, certPem, keyPem }
}
