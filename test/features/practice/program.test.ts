/** Finding the program in its order, and building it, with real files and the real `go`. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { builtProgram, findProgram, obtainProgram } from '../../../electron/features/practice/program.ts'
import { createPractice } from '../../../electron/features/practice/practice.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const never = new AbortController().signal

let root: string
let cacheFolder: string

beforeEach(async () => {
  root = await temporaryFolder('program')
  cacheFolder = join(root, 'cache')
})
afterEach(() => removeFolder(root))

async function program(...names: string[]): Promise<string> {
  const path = join(root, ...names)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '#!/bin/sh\n')
  await chmod(path, 0o755)
  return path
}

describe('the order in which the program is found', () => {
  it('begins with STRONGROOM_VAULT_BIN, then vault on PATH, then bao, then the cache, then go', async () => {
    const named = await program('named', 'my-vault')
    const vault = await program('one', 'vault')
    const bao = await program('two', 'bao')
    await program('three', 'go')
    const cached = builtProgram(cacheFolder)
    await program(cached.slice(root.length + 1))
    const path = (...folders: string[]) => ({ PATH: folders.map((name) => join(root, name)).join(':') })

    const found = (environment: Record<string, string>, cache = cacheFolder) => findProgram(environment, cache, [])
    expect(await found({ STRONGROOM_VAULT_BIN: named, ...path('one', 'two') })).toEqual({ how: 'found', path: named })
    expect(await found(path('two', 'one'))).toEqual({ how: 'found', path: vault })
    expect(await found(path('two', 'three'))).toEqual({ how: 'found', path: bao })
    expect(await found(path('three'))).toEqual({ how: 'found', path: cached })
    expect(await found(path('three'), join(root, 'empty'))).toEqual({ how: 'build' })
  })

  it('skips a folder, a file that cannot be run, and a relative entry of PATH', async () => {
    await mkdir(join(root, 'folder', 'vault'), { recursive: true })
    await mkdir(join(root, 'file'))
    await writeFile(join(root, 'file', 'vault'), '', { mode: 0o644 })
    const environment = { PATH: [join(root, 'folder'), join(root, 'file'), '.', ''].join(':') }
    expect((await findProgram(environment, cacheFolder, [])).how).toBe('none')
  })

  it('reports a STRONGROOM_VAULT_BIN that names nothing, and searches no further', async () => {
    await program('one', 'vault')
    const environment = { STRONGROOM_VAULT_BIN: join(root, 'missing'), PATH: join(root, 'one') }
    expect(await findProgram(environment, cacheFolder)).toEqual({
      how: 'none',
      message: `STRONGROOM_VAULT_BIN does not name a program by its full path: ${join(root, 'missing')}`,
    })
  })
})

describe('a computer without any of them', () => {
  it('gets one message with the four ways', async () => {
    const practice = createPractice({
      folder: join(root, 'practice'),
      cacheFolder,
      environment: { PATH: root },
      usualFolders: ['/usual/bin'],
      log: { info: () => undefined, warn: () => undefined },
    })
    const { program: found } = await practice.state()
    const message = found.how === 'none' ? found.message : ''
    for (const way of ['STRONGROOM_VAULT_BIN', '"vault" is on PATH', '"bao" is on PATH', 'install Go']) {
      expect(message).toContain(way)
    }
    expect(message).toContain(`Strongroom looked in: ${root}, /usual/bin.`)
    await expect(practice.start(() => undefined, never)).rejects.toMatchObject({
      code: 'practice-unavailable',
      message,
    })
  })
})

/** The folder of the real `go`, or null, in which case no build is tested. */
function goFolder(): string | null {
  try {
    return join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'bin')
  } catch {
    return null
  }
}

/** Only the real `go` on PATH, with an empty build cache, so that it has work to do. */
async function onlyGo(): Promise<Record<string, string | undefined>> {
  await mkdir(join(root, 'bin'))
  await symlink(join(goFolder() ?? '', 'go'), join(root, 'bin', 'go'))
  return { ...process.env, STRONGROOM_VAULT_BIN: undefined, PATH: join(root, 'bin'), GOCACHE: join(root, 'gocache') }
}

/** The command lines of all processes of this computer. */
const processes = (): string => execFileSync('ps', ['-A', '-ww', '-o', 'command='], { encoding: 'utf8' })

describe.skipIf(goFolder() === null)('a build with go (needs go on PATH)', () => {
  it('shows its progress, and leaves neither files nor processes when it is canceled', async () => {
    const environment = await onlyGo()
    expect(await findProgram(environment, cacheFolder)).toEqual({ how: 'build' })
    const cancel = new AbortController()
    const lines: string[] = []
    const build = obtainProgram(
      { environment, cacheFolder },
      (line) => {
        lines.push(line)
        cancel.abort()
      },
      cancel.signal,
    )
    await expect(build).rejects.toMatchObject({ code: 'canceled' })
    expect(lines[0]).toMatch(/^[\w./-]/)
    expect(await readdir(cacheFolder)).toEqual([])
    expect(processes()).not.toContain(cacheFolder)
  })

  it('ends with a Strongroom that is killed', async () => {
    const module = new URL('../../../electron/features/practice/program.ts', import.meta.url).href
    const app = `
      const { obtainProgram } = await import(process.argv[1])
      const deps = { environment: process.env, cacheFolder: process.argv[2] }
      await obtainProgram(deps, (line) => console.log(line), new AbortController().signal)
    `
    const { STRONGROOM_VAULT_BIN: _, ...environment } = await onlyGo()
    const strongroom = endWithTests(
      spawn(process.execPath, ['--input-type=module', '-e', app, module, cacheFolder], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    )
    await once(createInterface({ input: strongroom.stdout }), 'line')
    expect(processes()).toContain(cacheFolder)
    strongroom.kill('SIGKILL')
    await vi.waitFor(() => expect(processes()).not.toContain(cacheFolder), { timeout: 20_000 })
  })

  it('reports the last output of go if it failed', async () => {
    const environment = { ...(await onlyGo()), GOFLAGS: '-no-such-flag' }
    await expect(obtainProgram({ environment, cacheFolder }, () => undefined, never)).rejects.toMatchObject({
      code: 'practice-unavailable',
      message: expect.stringContaining('no-such-flag') as string,
    })
    expect(await readdir(cacheFolder)).toEqual([])
  })
})
