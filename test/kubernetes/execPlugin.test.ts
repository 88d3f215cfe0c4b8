/** The program of a kubeconfig: how it is started, and when it is not. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { type ExecCluster, runExecPlugin } from '../../electron/kubernetes/execPlugin.ts'
import { Cluster, type Exec } from '../../electron/kubernetes/kubeconfigSchema.ts'
import type { ProgramNeed } from '../../electron/kubernetes/needs.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const credential = { kind: 'ExecCredential', status: { token: 'the token of a program' } }

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('exec-plugin')
})
afterEach(() => removeFolder(folder))

const exec = (interactiveMode = ''): Exec => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  command: './program.sh',
  args: [],
  env: [],
  installHint: '',
  provideClusterInfo: false,
  interactiveMode,
})
/** Creates a program that records its environment, and then runs `script`. */
async function program(script: string): Promise<ProgramNeed> {
  const path = join(folder, 'program.sh')
  await writeFile(path, `#!/bin/sh\nenv > ${folder}/environment\npwd > ${folder}/place\n${script}\n`)
  await chmod(path, 0o700)
  return {
    kind: 'program',
    program: path,
    arguments: ['one', 'two words'],
    variables: [{ name: 'WHO', value: 'me' }],
    folder,
    destination: 'https://kubernetes.example',
  }
}
const ofThePerson = { PATH: process.env['PATH'], VAULT_TOKEN: 'hvs.ofThePerson' }
const forCluster = (more: Partial<Cluster> = {}): ExecCluster => ({
  cluster: { ...Cluster.parse({ server: 'https://kubernetes.example' }), ...more },
  caPem: 'PEM',
})
const says = (answer: unknown) => program(`echo '${JSON.stringify(answer)}'`)
const run = (need: ProgramNeed, mode?: string, signal = new AbortController().signal) =>
  runExecPlugin(exec(mode), need, { environment: ofThePerson, signal }, forCluster())
const environment = () => readFile(join(folder, 'environment'), 'utf8')

describe('@boundary a program that returns credentials', () => {
  it.each(['', 'Never', 'IfAvailable'])(
    'runs with interactiveMode %j, in its folder and without a terminal',
    async (mode) => {
      expect(await run(await says(credential), mode)).toEqual({
        token: 'the token of a program',
        certPem: null,
        keyPem: null,
      })
      expect((await readFile(join(folder, 'place'), 'utf8')).trim()).toBe(folder)
      const seen = await environment()
      expect(seen).toContain('WHO=me\n')
      expect(seen).toContain('"spec":{"interactive":false}')
      expect(seen).not.toContain('hvs.ofThePerson')
    },
  )

  it('finds other programs in the folders that the person named, without receiving that variable', async () => {
    const given = { PATH: '/usr/bin:/bin', HOME: '/home/me', STRONGROOM_PROGRAM_FOLDERS: '/opt/tools:here' }
    const options = { environment: given, signal: new AbortController().signal }
    await runExecPlugin(exec(), await says(credential), options, forCluster())
    expect(await environment()).toMatch(/^PATH=\/usr\/bin:\/bin:\/opt\/tools$/m)
    expect(await environment()).not.toContain('STRONGROOM_PROGRAM_FOLDERS')
  })

  it('that always prompts in a terminal is not started', async () => {
    await expect(run(await says(credential), 'Always')).rejects.toMatchObject({
      code: 'unsupported',
      message: "The kubeconfig's program needs a terminal for its prompts.",
    })
    await expect(environment()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is not started for a call that is already canceled', async () => {
    await expect(run(await says(credential), '', AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' })
    await expect(environment()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('returns a certificate and its key', async () => {
    const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY' }
    expect(await run(await says({ ...credential, status }))).toEqual({ token: '', certPem: 'CERT', keyPem: 'KEY' })
  })

  it.each<[string, string]>([
    ['fails', 'echo hvs.theOutput; exit 3'],
    ['answers no JSON', 'echo hvs.theOutput'],
    ['answers another kind', `echo '{"kind":"Secret","status":{"token":"hvs.theOutput"}}'`],
    ['answers no status', `echo '{"kind":"ExecCredential"}'`],
    ['answers a token that is no text', `echo '{"kind":"ExecCredential","status":{"token":["hvs.theOutput"]}}'`],
    ['answers nothing', 'true'],
  ])('that %s is refused, and its output is not repeated', async (_what, script) => {
    const problem: unknown = await run(await program(script)).catch((each: unknown) => each)
    if (!(problem instanceof Failure)) throw new Error('it was not refused')
    expect(problem.code).toBe('unsupported')
    expect(JSON.stringify(problem.error)).not.toContain('theOutput')
    // The program was started. Another test covers the refusals before the start.
    expect(await environment()).toContain('WHO=me')
  })

  it('is not searched for by a shell', async () => {
    const need = { ...(await says(credential)), program: `${folder}/program.sh; touch ${folder}/owned` }
    await expect(run(need)).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('ENOENT') })
    await mkdir(join(folder, 'owned'))
  })

  it('whose interpreter does not exist is named', async () => {
    const need = await says(credential)
    await writeFile(need.program, '#!/nowhere/interpreter\n')
    const problem: unknown = await run(need).catch((each: unknown) => each)
    expect(problem).toMatchObject({ code: 'unsupported', message: expect.stringContaining(need.program) })
  })
})

/** Returns the message of the failure. */
const saying = async (script: string): Promise<string> => {
  const problem: unknown = await run(await program(script)).catch((each: unknown) => each)
  if (!(problem instanceof Failure)) throw new Error('it was not refused')
  return problem.error.message
}

describe('the error output of a program', () => {
  it('is shown with its exit code', async () => {
    expect(await saying('echo "your session has ended: renew it" >&2; exit 3')).toBe(
      'The program of the kubeconfig failed (3). It says: your session has ended: renew it',
    )
    expect(await saying('echo "sign in first" >&2; echo {}')).toMatch(
      /returned no credentials\. It says: sign in first$/,
    )
  })

  it('has no control characters and no colors', async () => {
    expect(await saying(String.raw`printf '\033[31mred\033[0m \a\342\200\256back\nnext' >&2; exit 1`)).toMatch(
      /It says: red back next$/,
    )
  })

  it('is limited to its last 2,000 characters', async () => {
    const message = await saying('i=0; while [ $i -lt 900 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 1')
    expect(message).toMatch(/line 899$/)
    expect(message.length).toBeLessThan(2_100)
  })

  it.each([
    ['a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ3ZWIifQ.c2lnbmF0dXJl'],
    ['a token of Vault', `hvs.${'CAESIJ'.repeat(6)}`],
    ['a long key', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYabcdefgh'],
    ['a JWT that a color divides', String.raw`eyJhbGciOiJSUzI1NiJ9.\033[1meyJzdWIiOiJ3ZWIifQ.c2lnbmF0dXJl`],
  ])('is shown without %s', async (_what, secret) => {
    const message = await saying(`printf 'refused: ${secret} end' >&2; exit 1`)
    expect(message).toMatch(/refused: \[removed\] end$/)
  })

  it('is shown without the values that the kubeconfig sets, and never with the standard output', async () => {
    const need = await program('echo "$PASSWORD is wrong" >&2; echo onStandardOutput; exit 1')
    const run = runExecPlugin(
      exec(),
      { ...need, variables: [{ name: 'PASSWORD', value: 'correct horse' }] },
      { environment: ofThePerson, signal: new AbortController().signal },
      forCluster(),
    )
    const problem: unknown = await run.catch((each: unknown) => each)
    expect(problem).toMatchObject({ message: expect.stringContaining('It says: [removed] is wrong') })
    expect(JSON.stringify(problem instanceof Failure && problem.error)).not.toContain('onStandardOutput')
  })
})

describe('KUBERNETES_EXEC_INFO', () => {
  const infoOf = async (provideClusterInfo: boolean, cluster: ExecCluster): Promise<unknown> => {
    const options = { environment: ofThePerson, signal: new AbortController().signal }
    await runExecPlugin({ ...exec(), provideClusterInfo }, await says(credential), options, cluster)
    return JSON.parse(/^KUBERNETES_EXEC_INFO=(.*)$/m.exec(await environment())?.[1] ?? '')
  }
  const usual = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' }

  it('has the cluster only with provideClusterInfo', async () => {
    expect(await infoOf(false, forCluster())).toEqual({ ...usual, spec: { interactive: false } })
    const given = forCluster({ 'tls-server-name': 'api', 'proxy-url': 'http://proxy:1', extensions: { audience: 'a' } })
    expect(await infoOf(true, given)).toEqual({
      ...usual,
      spec: {
        interactive: false,
        cluster: {
          server: 'https://kubernetes.example',
          'tls-server-name': 'api',
          'certificate-authority-data': Buffer.from('PEM').toString('base64'),
          'proxy-url': 'http://proxy:1',
          config: { audience: 'a' },
        },
      },
    })
  })

  it('omits what the kubeconfig omits', async () => {
    expect(await infoOf(true, { ...forCluster(), caPem: null })).toEqual({
      ...usual,
      spec: { interactive: false, cluster: { server: 'https://kubernetes.example' } },
    })
  })
})
