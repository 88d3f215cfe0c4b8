/** Core dumps of a process whose memory holds tokens and keys: there are none, or none that contain memory. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { channelVariables } from '../../electron/core/ceremonies/witnessChannel.ts'
import { ended } from '../../electron/base/system/processes.ts'
import { addLauncher, behindLauncher } from '../../scripts/package/launcher.ts'
import { endWithTests } from '../servers/lifetime.ts'
import { noKeyring } from '../servers/keyring.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { project, scratchFolder } from './scratchProject.ts'

const linux = process.platform === 'linux'
const coreLimit = (pid: number | string) =>
  /^Max core file size\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.slice(1)
const dumpsMemory = (pid: number) => readFileSync(`/proc/${pid}/coredump_filter`, 'utf8').trim() !== '00000000'
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

/** Resolves with the first line of a child that matches. */
const line = (child: ChildProcess, pattern: RegExp) =>
  new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (text) => void (pattern.test(text) && resolve(text)))
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)))
  })

describe.runIf(linux)('npm start', () => {
  it('runs the core without core dumps', async () => {
    const home = await scratchFolder()
    const start = endWithTests(
      spawn(
        '/bin/sh',
        ['-c', 'ulimit -S -c 4096; exec "$@"', 'sh', process.execPath, 'scripts/start.mjs', '--browser', '--no-open'],
        {
          cwd: project,
          env: { ...process.env, ...noKeyring, STRONGROOM_HOME: home },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      ),
    )
    await line(start, /Strongroom is at/)
    const [core = 0] = childrenOf(start.pid ?? 0)
    expect(readFileSync(`/proc/${core}/cmdline`, 'utf8')).toContain('dist/main/serve.js')
    expect(coreLimit(core)).toEqual(['0', '0'])
    expect(dumpsMemory(core)).toBe(false)
    const over = ended(start)
    start.kill('SIGTERM')
    await over
  })
})

describe.runIf(linux)('the core that is started without npm', () => {
  it('excludes its memory from dumps, and opens no inspector to other users of the computer', async () => {
    const strongroom = await startStrongroom({ env: noKeyring })
    expect(dumpsMemory(strongroom.pid)).toBe(false)
    process.kill(strongroom.pid, 'SIGUSR1')
    // The response comes after the signal, so the signal has been handled.
    const { port } = new URL(strongroom.origin)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBeGreaterThan(0)
    expect(strongroom.output()).not.toContain('Debugger')
    await strongroom.stop()
  })

  it('protects the witness in the same way', async () => {
    const connected = Promise.withResolvers<Socket>()
    const address = join(await scratchFolder(), 's')
    const server = createServer(connected.resolve)
    await new Promise<void>((resolve) => server.listen(address, resolve))
    const witness = endWithTests(
      spawn(process.execPath, [join(project, 'dist', 'main', 'witness.js')], {
        env: { ...process.env, [channelVariables.address]: address, [channelVariables.secret]: 'a secret' },
        stdio: 'ignore',
      }),
    )
    const socket = await connected.promise
    expect(dumpsMemory(witness.pid ?? 0)).toBe(false)
    const over = ended(witness)
    socket.destroy()
    server.close()
    await over
  })
})

/**
 * Returns the environment of a user with this ID, in which `unshare` and the programs that show messages are these
 * scripts.
 */
async function environmentOf(uid: number, programs: Readonly<Record<string, string>> = {}) {
  const folder = await scratchFolder()
  for (const [name, script] of Object.entries({ id: `echo ${uid}`, ...programs }))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: `${folder}:${process.env['PATH']}`, SCRATCH: folder }
}

describe.runIf(linux)('the launcher of a Linux package', () => {
  it('turns core dumps off and becomes the program, with its arguments, also through a link', async () => {
    const folder = join(await scratchFolder(), 'a folder')
    mkdirSync(folder)
    writeFileSync(join(folder, 'app'), '#!/bin/sh\ngrep "core file" /proc/self/limits\nprintf "<%s>" "$0" "$@"\n')
    chmodSync(join(folder, 'app'), 0o755)
    addLauncher(folder, 'app')
    symlinkSync(join(folder, 'app'), join(folder, 'link'))
    const { stdout } = spawnSync(join(folder, 'link'), ['strongroom://server?at=a b', '$HOME'], {
      encoding: 'utf8',
      env: await environmentOf(1000),
    })
    expect(stdout).toMatch(/core file size\s+0\s+0/)
    expect(stdout).toContain(`<${join(folder, behindLauncher('app'))}><strongroom://server?at=a b><$HOME>`)
    expect(existsSync(join(folder, 'link'))).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['app', 'app.bin', 'link'])
  })

  /** Starts the launcher, whose program prints that it runs. */
  async function launch(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
    const folder = await scratchFolder()
    writeFileSync(join(folder, 'app'), '#!/bin/sh\necho "it runs: $*"\n', { mode: 0o755 })
    addLauncher(folder, 'app')
    const { status, stdout, stderr } = spawnSync(join(folder, 'app'), args, { encoding: 'utf8', env })
    return { status, stdout, stderr }
  }

  it('reports that it does not run as root, in the person’s language', async () => {
    const env = await environmentOf(0)
    expect(await launch(env)).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'Strongroom does not run as root, because the sandbox of its window does not work for root. Start it as another user.\n',
    })
    expect((await launch({ ...env, LANG: 'ko_KR.UTF-8' })).stderr).toContain('root로 실행할 수 없습니다')
    // The app itself checks this argument.
    expect((await launch(env, '--no-sandbox')).stdout).toBe('it runs: --no-sandbox\n')
  })

  it('reports in an AppImage that it needs user namespaces, in the terminal and in a window', async () => {
    const refuses = await environmentOf(1000, { unshare: 'exit 1', zenity: 'echo "$*" > "$SCRATCH/shown"; exit 0' })
    expect((await launch(refuses)).stdout).toBe('it runs: \n')
    const inAppImage = { ...refuses, APPDIR: '/tmp/.mount_x', DISPLAY: ':9' }
    const { status, stdout, stderr } = await launch(inAppImage)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('Install the deb or rpm package instead.')
    expect(readFileSync(join(refuses.SCRATCH, 'shown'), 'utf8')).toContain('Install the deb or rpm package instead.')
    const allows = await environmentOf(1000, { unshare: 'exit 0' })
    const allowed = { ...allows, APPDIR: '/tmp/.mount_x' }
    expect((await launch(allowed)).stdout).toBe('it runs: \n')
    // The argument that AppRun adds.
    expect((await launch(allowed, '--no-sandbox')).stderr).toContain('Install the deb or rpm package instead.')
  })
})
