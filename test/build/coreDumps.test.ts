/** Core dumps of a process whose memory holds tokens and keys: there are none, or none with memory in it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { ended } from '../../electron/practice/processes.ts'
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

describe.runIf(linux)('the core that is started in another way', () => {
  it('keeps its memory out of dumps, and opens no inspector to other users of the computer', async () => {
    const strongroom = await startStrongroom({ env: noKeyring })
    expect(dumpsMemory(strongroom.pid)).toBe(false)
    process.kill(strongroom.pid, 'SIGUSR1')
    // It answers after the signal, so that the signal has been handled.
    const { port } = new URL(strongroom.origin)
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBeGreaterThan(0)
    expect(strongroom.output()).not.toContain('Debugger')
    await strongroom.stop()
  })

  it('is the witness, too', async () => {
    const witness = endWithTests(
      spawn(process.execPath, [join(project, 'dist', 'main', 'witness.js')], { stdio: ['pipe', 'pipe', 'pipe'] }),
    )
    await line(witness, /./)
    expect(dumpsMemory(witness.pid ?? 0)).toBe(false)
    const over = ended(witness)
    witness.stdin.end()
    await over
  })
})

describe.runIf(linux)('the launcher of a Linux package', () => {
  it('turns core dumps off and becomes the program, with its arguments, also through a link', async () => {
    const folder = join(await scratchFolder(), 'a folder')
    mkdirSync(folder)
    writeFileSync(join(folder, 'app'), '#!/bin/sh\ngrep "core file" /proc/self/limits\nprintf "<%s>" "$0" "$@"\n')
    chmodSync(join(folder, 'app'), 0o755)
    addLauncher(folder, 'app')
    symlinkSync(join(folder, 'app'), join(folder, 'link'))
    const { stdout } = spawnSync(join(folder, 'link'), ['strongroom://server?at=a b', '$HOME'], { encoding: 'utf8' })
    expect(stdout).toMatch(/core file size\s+0\s+0/)
    expect(stdout).toContain(`<${join(folder, behindLauncher('app'))}><strongroom://server?at=a b><$HOME>`)
    expect(existsSync(join(folder, 'link'))).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['app', 'app.bin', 'link'])
  })
})
