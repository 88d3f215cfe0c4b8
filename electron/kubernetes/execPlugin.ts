/**
 * Runs the program that returns a person's credentials for a cluster (`exec` of a kubeconfig).
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
import { execFile, type ExecFileException } from 'node:child_process'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { withoutTerminalCodes } from '../contract/text/tidyText.ts'
import { redactText } from '../base/log/redact.ts'
import { programEnvironment } from '../base/system/serverEnvironment.ts'
import { showable } from '../base/system/showable.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import type { Cluster, Exec } from './kubeconfigSchema.ts'
import type { ProgramNeed } from './needs.ts'

export interface ExecCredential {
  readonly token: string
  readonly certPem: string | null
  readonly keyPem: string | null
}

const Answer = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().max(65_536).default(''),
    clientCertificateData: z.string().max(1_048_576).nullish(),
    clientKeyData: z.string().max(1_048_576).nullish(),
  }),
})

/** The cluster that the credentials are for. */
export interface ExecCluster {
  readonly cluster: Cluster
  readonly caPem: string | null
}

/**
 * Returns the content of KUBERNETES_EXEC_INFO for a program. It includes the cluster only with `provideClusterInfo`, in
 * client-go's format.
 */
function infoFor({ apiVersion, provideClusterInfo }: Exec, { cluster, caPem }: ExecCluster) {
  const given = {
    server: cluster.server,
    ...(cluster['tls-server-name'] !== '' && { 'tls-server-name': cluster['tls-server-name'] }),
    ...(cluster['insecure-skip-tls-verify'] && { 'insecure-skip-tls-verify': true }),
    ...(caPem !== null && { 'certificate-authority-data': Buffer.from(caPem).toString('base64') }),
    ...(cluster['proxy-url'] !== '' && { 'proxy-url': cluster['proxy-url'] }),
    ...(cluster.extensions !== undefined && { config: cluster.extensions }),
  }
  const spec = { ...(provideClusterInfo && { cluster: given }), interactive: false }
  return { apiVersion, kind: 'ExecCredential', spec }
}

/** Characters of a program's error output that are shown: the last ones, which explain why it ended. */
const longestWords = 2_000

/**
 * Returns a program's standard error, as far as it can be shown. SECURITY: without text in the form of a secret, and
 * without the values of the variables that the kubeconfig sets (docs/security.md, "Kubernetes").
 */
function wordsOf(stderr: string, { variables }: ProgramNeed): string {
  const values = variables.map(({ value }) => value).filter((value) => value.length >= 8)
  const hidden = values.reduce((text, value) => text.replaceAll(value, '[removed]'), withoutTerminalCodes(stderr))
  const words = redactText(sanitizeText(redactText(hidden).slice(-longestWords)))
  return words === '' ? '' : ` It says: ${words}`
}

/** Milliseconds, because a program may open a browser for the person. */
const patience = 90_000

export interface ExecOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * Runs it, without a shell and without a terminal. The caller has the person's consent for exactly this need.
 * @throws Failure `unsupported` with the program's exit code and the end of its standard error; its standard output is
 * never shown, because it may be a credential.
 */
export async function runExecPlugin(
  exec: Exec,
  need: ProgramNeed,
  { environment, signal }: ExecOptions,
  forCluster: ExecCluster,
): Promise<ExecCredential> {
  if (exec.interactiveMode === 'Always') {
    throw new Failure('unsupported', "The kubeconfig's program needs a terminal for its prompts.")
  }
  if (signal.aborted) throw new Failure('canceled', 'The call was canceled.')
  const output = await new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve, reject) => {
    const end = () => {
      // The program may ignore other signals, and a process that it has started may keep its output open.
      child.kill('SIGKILL')
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    const child = execFile(
      need.program,
      need.arguments,
      {
        cwd: need.folder,
        env: {
          // It can start other programs, such as `gke-gcloud-auth-plugin` starts `gcloud`.
          ...programEnvironment(environment),
          ...Object.fromEntries(need.variables.map(({ name, value }) => [name, value])),
          KUBERNETES_EXEC_INFO: JSON.stringify(infoFor(exec, forCluster)),
        },
        timeout: patience,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        windowsHide: true,
        shell: false,
      },
      (problem, stdout, stderr) => {
        signal.removeEventListener('abort', end)
        if (problem === null) resolve({ stdout, stderr })
        else if (signal.aborted) reject(new Failure('canceled', 'The call was canceled.'))
        else reject(new Failure('unsupported', `${reasonOf(problem, need)}${wordsOf(stderr, need)}`))
      },
    )
    signal.addEventListener('abort', end)
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(output.stdout)
  } catch {
    parsed = undefined
  }
  const answer = Answer.safeParse(parsed)
  if (!answer.success) {
    const words = wordsOf(output.stderr, need)
    throw new Failure('unsupported', `The kubeconfig's program returned no credentials.${words}`)
  }
  const { token, clientCertificateData, clientKeyData } = answer.data.status
  return { token, certPem: clientCertificateData ?? null, keyPem: clientKeyData ?? null }
}

function reasonOf({ code, killed }: ExecFileException, { program }: ProgramNeed): string {
  const name = showable(program)
  if (code === 'ENOENT') return `${name} cannot be started: it, or what its first line names, is not there (ENOENT).`
  if (killed === true && code === null) return `${name} gave no credentials within ${patience / 1000} seconds.`
  return `The program of the kubeconfig failed (${String(code ?? 'ended')}).`
}
