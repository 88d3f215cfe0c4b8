/** What a person sees of a kubeconfig: its contexts, their problems, and what they need of this computer. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Kubeconfig, KubeContext } from '../contract/kubeconfig.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import { commandLine } from './commandLine.ts'
import type { LoadedKubeconfig } from './kubeconfig.ts'
import type { Context, User } from './kubeconfigSchema.ts'
import { fileNeed, namedFiles, partsOf, programNeed, type FileNeed, type ProgramNeed } from './needs.ts'

export interface DescribeOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isAllowed: (need: FileNeed | ProgramNeed) => boolean
}

/** Runs nothing, and looks at no file that needs consent. */
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
  else if (!/^https?:\/\//.test(cluster.value.server)) problems.push({ code: 'no-server', detail: context.cluster })
  if (user === undefined) problems.push({ code: 'no-user', detail: context.user })
  if (cluster?.value['insecure-skip-tls-verify'] === true)
    problems.push({ code: 'not-verified', detail: context.cluster })
  if (user?.value['auth-provider'] !== undefined && user.value['auth-provider'] !== null && exec === null) {
    problems.push({ code: 'auth-provider', detail: context.user })
  }
  if (exec !== null && user?.folder === null) problems.push({ code: 'needs-path', detail: exec.command })
  for (const { path, resolved, asks } of namedFiles(loaded, name)) {
    if (resolved === null) problems.push({ code: 'needs-path', detail: path })
    // SECURITY: whether a file is there is told only of files that may be read (docs/security.md, "Kubernetes").
    else if (!(asks && asksFiles) && !(await isThere(resolved))) problems.push({ code: 'file-missing', detail: path })
  }
  return {
    name,
    cluster: context.cluster,
    server: cluster?.value.server ?? '',
    namespace: context.namespace,
    user: context.user,
    signIn: signInOf(user?.value),
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

async function isThere(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}

function signInOf(user: User | undefined): KubeContext['signIn'] {
  if (user === undefined) return 'nothing'
  // In the order in which they are used.
  if (user.exec !== null && user.exec !== undefined) return 'exec'
  if (user.tokenFile !== '') return 'token-file'
  if (user.token !== '') return 'token'
  return user['client-certificate'] !== '' || user['client-certificate-data'] !== '' ? 'certificate' : 'nothing'
}
