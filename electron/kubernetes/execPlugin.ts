/**
 * The program that makes a person's credentials for a cluster (`exec` of a kubeconfig).
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
import { execFile } from 'node:child_process'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { programEnvironment } from '../base/system/serverEnvironment.ts'
import type { Exec } from './kubeconfigSchema.ts'
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

/** Milliseconds. A program that opens a browser for the person takes its time. */
const patience = 90_000

/**
 * Runs it, without a shell and without a terminal. The caller has the person's consent for exactly this need.
 * @throws Failure `unsupported`, `unreachable` with the program's exit code; its output is never shown, because it may
 * be a credential.
 */
export async function runExecPlugin(
  exec: Exec,
  need: ProgramNeed,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<ExecCredential> {
  if (exec.interactiveMode === 'Always') {
    throw new Failure('unsupported', 'The program of this kubeconfig asks its questions in a terminal.')
  }
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  if (signal.aborted) throw new Failure('canceled', 'The call was canceled.')
  const output = await new Promise<string>((resolve, reject) => {
    const end = () => {
      // It may not listen to anything softer, and what it has started may hold its output open.
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
          // It can start others, such as `gke-gcloud-auth-plugin` does with `gcloud`.
          ...programEnvironment(environment),
          ...Object.fromEntries(need.variables.map(({ name, value }) => [name, value])),
          KUBERNETES_EXEC_INFO: JSON.stringify(info),
        },
        timeout: patience,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        windowsHide: true,
        shell: false,
      },
      (problem, stdout) => {
        signal.removeEventListener('abort', end)
        if (problem === null) resolve(stdout)
        else if (signal.aborted) reject(new Failure('canceled', 'The call was canceled.'))
        else
          reject(
            new Failure('unsupported', `The program of the kubeconfig failed (${String(problem.code ?? 'ended')}).`),
          )
      },
    )
    signal.addEventListener('abort', end)
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(output)
  } catch {
    parsed = undefined
  }
  const answer = Answer.safeParse(parsed)
  if (!answer.success) throw new Failure('unsupported', 'The program of the kubeconfig gave no credentials.')
  const { token, clientCertificateData, clientKeyData } = answer.data.status
  return { token, certPem: clientCertificateData ?? null, keyPem: clientKeyData ?? null }
}
