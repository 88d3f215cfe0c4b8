/** The program of a kubeconfig: how it is started, and when it is not. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { runExecPlugin } from '../../electron/kubernetes/execPlugin.ts'
import type { Exec } from '../../electron/kubernetes/kubeconfigSchema.ts'
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
/** A program that notes its environment, and then does `script`. */
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
const says = (answer: unknown) => program(`echo '${JSON.stringify(answer)}'`)
const run = (need: ProgramNeed, mode?: string, signal = new AbortController().signal) =>
  runExecPlugin(exec(mode), need, { PATH: process.env['PATH'], VAULT_TOKEN: 'hvs.ofThePerson' }, signal)
const environment = () => readFile(join(folder, 'environment'), 'utf8')

describe('@boundary a program that makes credentials', () => {
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

  it('finds other programs in the folders that the person named, whose variable it does not get', async () => {
    const given = { PATH: '/usr/bin:/bin', HOME: '/home/me', STRONGROOM_PROGRAM_FOLDERS: '/opt/tools:here' }
    await runExecPlugin(exec(), await says(credential), given, new AbortController().signal)
    expect(await environment()).toMatch(/^PATH=\/usr\/bin:\/bin:\/opt\/tools$/m)
    expect(await environment()).not.toContain('STRONGROOM_PROGRAM_FOLDERS')
  })

  it('that always asks in a terminal is not started', async () => {
    await expect(run(await says(credential), 'Always')).rejects.toMatchObject({
      code: 'unsupported',
      message: 'The program of this kubeconfig asks its questions in a terminal.',
    })
    await expect(environment()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is not started for a call that is canceled already', async () => {
    await expect(run(await says(credential), '', AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' })
    await expect(environment()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('hands over a certificate and its key', async () => {
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
    // It was started. Another test covers the refusals before the start.
    expect(await environment()).toContain('WHO=me')
  })

  it('is not looked for by a shell', async () => {
    const need = { ...(await says(credential)), program: `${folder}/program.sh; touch ${folder}/owned` }
    await expect(run(need)).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('ENOENT') })
    await mkdir(join(folder, 'owned'))
  })
})
