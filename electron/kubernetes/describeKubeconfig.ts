/**
 * The description of a kubeconfig for a person: its contexts, their problems, and what they need from this computer.
 */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Kubeconfig, KubeContext } from '../contract/kubeconfig.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import { commandLine } from './commandLine.ts'
import type { LoadedKubeconfig } from './kubeconfig.ts'
import { type Cluster, type Context, signInOf } from './kubeconfigSchema.ts'
import { fileNeed, namedFiles, partsOf, programNeed, type FileNeed, type ProgramNeed } from './needs.ts'
import { proxyOf, shownProxy, UnsupportedProxy } from './proxy.ts'
import { unusableInCluster, unusableInUser } from './unusable.ts'

export interface DescribeOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isAllowed: (need: FileNeed | ProgramNeed) => boolean
}

/** Runs no program, and accesses no file that needs consent. */
export async function describeKubeconfig(loaded: LoadedKubeconfig, options: DescribeOptions): Promise<Kubeconfig> {
  const contexts = await Promise.all(
    [...loaded.contexts].map(([name, context]) => describeContext(loaded, name, context, options)),
  )
  return { files: loaded.files, current: loaded.current, contexts }
}

async function describeContext(
  loaded: LoadedKubeconfig,
  name: string,
  context: Context,
  { environment, isAllowed }: DescribeOptions,
): Promise<KubeContext> {
  const { cluster, user } = partsOf(loaded, name)
  const exec = user?.value.exec ?? null
  const files = fileNeed(loaded, name)
  const asksFiles = files !== null && !isAllowed(files)
  const program = await programNeed(loaded, name, environment).catch(() => null)
  const problems: KubeContext['problems'] = []
  if (cluster === undefined) problems.push({ code: 'no-cluster', detail: context.cluster })
  else problems.push(...unusableInCluster(cluster.value))
  if (user === undefined) problems.push({ code: 'no-user', detail: context.user })
  else problems.push(...unusableInUser(user.value))
  const proxy = cluster === undefined ? null : proxyShown(cluster.value, environment)
  if (proxy?.isSupported === false) problems.push({ code: 'proxy-unsupported', detail: proxy.address })
  if (cluster?.value['insecure-skip-tls-verify'] === true)
    problems.push({ code: 'not-verified', detail: context.cluster })
  if (user?.value['auth-provider'] !== undefined && user.value['auth-provider'] !== null && exec === null) {
    problems.push({ code: 'auth-provider', detail: context.user })
  }
  if (exec !== null && user?.folder === null) problems.push({ code: 'needs-path', detail: exec.command })
  for (const { path, resolved, asks } of namedFiles(loaded, name)) {
    if (resolved === null) problems.push({ code: 'needs-path', detail: path })
    // SECURITY: only for files that may be read is it reported whether they exist (docs/security.md, "Kubernetes").
    else if (!(asks && asksFiles) && !(await isThere(resolved))) problems.push({ code: 'file-missing', detail: path })
  }
  return {
    name,
    cluster: context.cluster,
    server: cluster?.value.server ?? '',
    namespace: context.namespace,
    user: context.user,
    signIn: user === undefined ? 'nothing' : signInOf(user.value),
    proxy: proxy === null ? null : { address: proxy.address, from: proxy.from },
    exec:
      exec === null
        ? null
        : {
            command: commandLine(program?.program ?? exec.command, exec.args),
            variables: exec.env.map((variable) => sanitizeText(variable.name)),
            installHint: sanitizeText(exec.installHint),
          },
    files: (files?.files ?? []).map(({ path }) => path),
    needsConsent: asksFiles || (exec !== null && (program === null || !isAllowed(program))),
    problems,
  }
}

function proxyShown(cluster: Cluster, environment: DescribeOptions['environment']) {
  try {
    const proxy = proxyOf(cluster, environment)
    if (proxy === null) return null
    return { address: shownProxy(proxy.url.href), from: proxy.from, isSupported: true }
  } catch (problem) {
    if (!(problem instanceof UnsupportedProxy)) throw problem
    return { address: problem.address, from: problem.from, isSupported: false }
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}
