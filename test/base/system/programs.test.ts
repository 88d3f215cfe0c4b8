/** The search for programs: on PATH, and in the folders that the PATH of a launcher lacks. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadFiles } from '../../../electron/kubernetes/kubeconfig.ts'
import { runExecPlugin } from '../../../electron/kubernetes/execPlugin.ts'
import { Cluster } from '../../../electron/kubernetes/kubeconfigSchema.ts'
import { partsOf, programNeed } from '../../../electron/kubernetes/needs.ts'
import { locateProgram, usualFolders, withUsualFolders } from '../../../electron/base/system/programs.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

async function program(path: string, script = ''): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

describe('the standard program folders', () => {
  it.each([
    ['darwin', ['/opt/homebrew/bin', '/home/me/.asdf/shims']],
    ['linux', ['/snap/bin', '/home/linuxbrew/.linuxbrew/bin', '/home/me/.asdf/shims', '/home/me/.local/bin']],
  ] as const)('on %s are %s', (platform, expected) => {
    expect(usualFolders({ HOME: '/home/me' }, platform)).toEqual(expect.arrayContaining([...expected]))
  })

  it('exclude folders below a home that is unknown or relative', () => {
    for (const environment of [{}, { HOME: 'here' }])
      expect(usualFolders(environment, 'darwin').every((folder) => folder.startsWith('/'))).toBe(true)
  })

  it('are those of STRONGROOM_PROGRAM_FOLDERS if it is set, without relative ones', () => {
    const chosen = ['/opt/tools', 'bin', ''].join(delimiter)
    expect(usualFolders({ HOME: '/home/me', STRONGROOM_PROGRAM_FOLDERS: chosen })).toEqual(['/opt/tools'])
    expect(usualFolders({ HOME: '/home/me', STRONGROOM_PROGRAM_FOLDERS: '' })).toEqual([])
  })

  it('are empty on Windows, where a launcher has the whole PATH', () => {
    expect(usualFolders({ HOME: '/home/me' }, 'win32')).toEqual([])
    expect(withUsualFolders({ HOME: '/home/me' }, usualFolders({ HOME: '/home/me' }, 'win32'))).toEqual({
      HOME: '/home/me',
    })
  })
})

describe('the environment of a program that starts others', () => {
  it('has no relative folder on PATH', () => {
    expect(withUsualFolders({ PATH: ['', '.', 'bin', '/bin', ''].join(delimiter) }, ['/usual'])).toMatchObject({
      PATH: ['/bin', '/usual'].join(delimiter),
    })
    expect(withUsualFolders({ PATH: `.${delimiter}/bin` }, [])).toMatchObject({ PATH: '/bin' })
    expect(withUsualFolders({ Path: `.${delimiter}/bin` }, [], 'win32')).toMatchObject({ Path: '/bin' })
  })

  it('keeps Windows from looking in the current folder first', () => {
    expect(withUsualFolders({}, [], 'win32')).toEqual({ NoDefaultCurrentDirectoryInExePath: '1' })
    expect(withUsualFolders({}, [], 'linux')).toEqual({})
  })
})

describe.runIf(process.platform !== 'win32')('a program', () => {
  it('is found on PATH first, never in a relative folder, and then in the standard folders', async () => {
    const home = await temporaryFolder('programs')
    const shim = await program(join(home, '.asdf', 'shims', 'my-tool'))
    const usual = [dirname(shim)]
    expect(await locateProgram('my-tool', { PATH: '.:/nowhere' }, usual)).toEqual({ path: shim })
    const onPath = await program(join(home, 'path', 'my-tool'))
    expect(await locateProgram('my-tool', { PATH: dirname(onPath) }, usual)).toEqual({ path: onPath })
    expect(await locateProgram('another', { PATH: `:.:${dirname(onPath)}` }, usual)).toEqual({
      path: null,
      folders: [dirname(onPath), dirname(shim)],
    })
  })
})

describe.runIf(process.platform !== 'win32')('the program of a kubeconfig, started from a launcher', () => {
  const { signal } = new AbortController()
  const forCluster = { cluster: Cluster.parse({ server: 'https://127.0.0.1:1' }), caPem: null }

  /** A home with a kubeconfig that names `command`, and the environment of a launcher. */
  async function world(command: string) {
    const home = await temporaryFolder('launcher')
    const file = join(home, 'config')
    await writeFile(
      file,
      `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: me, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: '${command}' } } }]
contexts: [{ name: here, context: { cluster: c, user: me } }]
`,
    )
    const environment = { PATH: '/usr/bin:/bin', HOME: home }
    const loaded = await loadFiles([file], { trustsFolder: true, isOurs: async () => false })
    const need = () => programNeed(loaded, 'here', environment)
    const exec = partsOf(loaded, 'here').user?.value.exec
    return { home, environment, need, exec }
  }

  it('is found where asdf installs it, and finds the programs that it starts', async () => {
    const { home, environment, need, exec } = await world('my-plugin')
    await program(join(home, '.local', 'bin', 'my-helper'), 'echo from-the-helper')
    const answer = '{"kind":"ExecCredential","status":{"token":"\'$(my-helper)\'"}}'
    const shim = await program(join(home, '.asdf', 'shims', 'my-plugin'), `echo '${answer}'`)
    const needed = await need()
    expect(needed?.program).toBe(shim)
    if (needed === null || exec === null || exec === undefined) throw new Error('no program')
    const { token } = await runExecPlugin(exec, needed, { environment, signal }, forCluster)
    expect(token).toBe('from-the-helper')
  })

  it.each(['.:', ':', './tools:', '', 'usual'])(
    'is never started from the folder of the kubeconfig, with a PATH that begins with %j',
    async (beginning) => {
      const { home, environment, need, exec } = await world('my-plugin')
      for (const folder of ['.', 'tools']) await program(join(home, folder, 'my-helper'), 'echo planted')
      await program(join(home, '.local', 'bin', 'my-helper'), 'echo from-the-helper')
      const answer = '{"kind":"ExecCredential","status":{"token":"\'$(my-helper)\'"}}'
      await program(join(home, '.asdf', 'shims', 'my-plugin'), `echo '${answer}'`)
      const needed = await need()
      if (needed === null || exec === null || exec === undefined) throw new Error('no program')
      const path = beginning === 'usual' ? `${environment.PATH}::.` : `${beginning}${environment.PATH}`
      const given = { ...environment, PATH: path }
      const { token } = await runExecPlugin(exec, needed, { environment: given, signal }, forCluster)
      expect(token).toBe('from-the-helper')
    },
  )

  it('that is not found is named with the folders that Strongroom searched', async () => {
    const { home, need } = await world('my-plugin')
    await expect(need()).rejects.toMatchObject({
      code: 'program-not-found',
      message: expect.stringMatching(
        /^The program my-plugin of the kubeconfig is not on this computer\. Strongroom looked in: \/usr\/bin, \/bin, /,
      ) as string,
    })
    await expect(need()).rejects.toThrow(join(home, '.asdf', 'shims'))
  })

  it('that is given by its path is searched only there', async () => {
    const { home, need } = await world('./tools/my-plugin')
    await expect(need()).rejects.toThrow(
      `There is no program at ${join(home, 'tools', 'my-plugin')}, which the kubeconfig refers to.`,
    )
  })
})
