/** The lock on a home, between real processes. */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { on } from 'node:events'
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lifeOf, thisProcess } from '../../../electron/storage/home/machine.ts'
import {
  controlFolder,
  type Holder,
  lockFile,
  readHolder,
  readLock,
  recordText,
} from '../../../electron/storage/home/record.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

interface Told {
  readonly state: string
  readonly generation?: number
  readonly holder?: Holder
  readonly problem?: string
}

interface Starter {
  readonly child: ChildProcess
  /** Tries at this moment, or now, and returns the result. */
  take(at?: number): Promise<Told>
  next(): Promise<Told>
  release(): Promise<void>
  kill(): Promise<void>
}

let base: string
let folder: string
const starters: Starter[] = []

beforeEach(async () => {
  base = await temporaryFolder('lock')
  folder = join(base, 'data')
})
afterEach(async () => {
  await Promise.all(starters.splice(0).map((each) => each.kill()))
  await removeFolder(base)
})

async function starter(takeOver?: number, user: { readonly uid?: number } = {}): Promise<Starter> {
  const words = [folder, ...(takeOver === undefined ? [] : [String(takeOver)])]
  const options = { execArgv: ['--no-warnings'], ...user }
  const child = endWithTests(fork(join(import.meta.dirname, 'homeLockChild.ts'), words, options))
  const messages = on(child, 'message')
  const next = async () => ((await messages.next()).value as [Told])[0]
  const made: Starter = {
    child,
    next,
    take: (at = 0) => {
      child.send({ go: at })
      return next()
    },
    release: async () => {
      child.send({ release: true })
      expect(await next()).toEqual({ state: 'released' })
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
  }
  starters.push(made)
  expect(await next()).toEqual({ state: 'ready' })
  return made
}

const control = () => controlFolder(folder)
/** Replaces the current record with one that another process would have written. */
async function pretend(change: Partial<Holder>): Promise<number> {
  await mkdir(control(), { recursive: true })
  const here = await thisProcess()
  const holder: Holder = { ...here, shell: 'electron', folder: control(), address: null, secret: 'x', ...change }
  const generation = ((await readLock(control()))?.generation ?? 0) + 1
  await writeFile(lockFile(control(), generation), recordText(holder))
  return generation
}

describe('the lock on a home', () => {
  it('is held by one process, and by the next one after a release', async () => {
    const [one, two] = [await starter(), await starter()]
    expect(await one.take()).toEqual({ state: 'held' })
    expect(await two.take()).toMatchObject({ state: 'running', holder: { pid: one.child.pid, shell: 'loopback' } })
    await one.release()
    expect(await two.take()).toEqual({ state: 'held' })
    expect((await readHolder(folder))?.pid).toBe(two.child.pid)
  })

  it('is free as soon as its holder is killed', async () => {
    const [one, two] = [await starter(), await starter()]
    await one.take()
    await one.kill()
    expect(await two.take()).toEqual({ state: 'held' })
    expect((await readdir(control())).filter((name) => name.endsWith('.sock'))).toHaveLength(1)
  })

  it('is held by exactly one of several processes that start in the same millisecond, after a release and after a kill', async () => {
    let racers = await Promise.all(Array.from({ length: 5 }, () => starter()))
    for (let round = 0; round < 80; round++) {
      const at = Date.now() + 15
      // Every other round with a separate delay for each, so that they also collide in later steps.
      const states = await Promise.all(
        racers.map((each, index) => each.take(at + (round % 2 === 0 ? 0 : (index * round) % 7))),
      )
      const held = states.filter(({ state }) => state === 'held')
      expect(held, JSON.stringify(states)).toHaveLength(1)
      expect(
        states.filter(({ state }) => state === 'running'),
        JSON.stringify(states),
      ).toHaveLength(racers.length - 1)
      const winner = racers[states.findIndex(({ state }) => state === 'held')]
      if (winner === undefined) throw new Error('nobody has won')
      if (round % 4 === 3) {
        await winner.kill()
        racers = [...racers.filter((each) => each !== winner), await starter()]
      } else await winner.release()
    }
    expect((await readdir(control())).length).toBeLessThanOrEqual(3)
  }, 60_000)

  it('waits for a holder that is shutting down', async () => {
    const [one, two] = [await starter(), await starter()]
    await one.take()
    one.child.send({ ending: true })
    const taken = two.take()
    const early = await Promise.race([taken, new Promise((resolve) => setTimeout(() => resolve('waits'), 400))])
    expect(early).toBe('waits')
    await one.release()
    expect(await taken).toEqual({ state: 'held' })
  })

  it('is not taken from a hanging holder until the person confirms it: then that process ends first', async () => {
    const [one, two] = [await starter(), await starter()]
    await one.take()
    one.child.kill('SIGSTOP')
    const found = await two.take()
    expect(found).toMatchObject({ state: 'silent', holder: { pid: one.child.pid } })
    const gone = new Promise((resolve) => one.child.once('exit', (_code, signal) => resolve(signal)))
    const three = await starter(found.generation)
    expect(await three.take()).toEqual({ state: 'held' })
    expect(await gone).toBe('SIGKILL')
  }, 30_000)

  it('is never taken over from a holder that answers', async () => {
    const one = await starter()
    await one.take()
    const { generation = 0 } = (await readLock(control())) ?? {}
    expect(await (await starter(generation)).take()).toMatchObject({ state: 'running' })
  })

  it.skipIf(process.platform !== 'linux')(
    'recognizes a process ID that another program has since received',
    async () => {
      const here = await thisProcess()
      expect(here.startTime).toMatch(/^\d+$/)
      await pretend({ pid: process.pid, startTime: String(Number(here.startTime) - 1) })
      expect(await (await starter()).take()).toEqual({ state: 'held' })
    },
  )

  it.skipIf(process.platform !== 'linux')('is free after the computer has restarted', async () => {
    await pretend({ bootId: '00000000-0000-4000-8000-000000000000' })
    expect(await (await starter()).take()).toEqual({ state: 'held' })
  })

  it('of another computer is reported, and taken over only with its number', async () => {
    const generation = await pretend({ host: 'other.example.com', bootId: 'another', address: '/nowhere/s' })
    const one = await starter()
    expect(await one.take()).toMatchObject({ state: 'elsewhere', generation, holder: { host: 'other.example.com' } })
    expect(await (await starter(generation + 1)).take()).toMatchObject({ state: 'elsewhere' })
    expect(await (await starter(generation)).take()).toEqual({ state: 'held' })
  })

  it('is reported as lost by a holder if another computer has taken it', async () => {
    const one = await starter()
    await one.take()
    await pretend({ host: 'other.example.com', bootId: 'another' })
    expect(await one.next()).toEqual({ state: 'lost' })
  })

  it('of the original of a copied home does not count, even while the original runs', async () => {
    const one = await starter()
    await one.take()
    const original = folder
    folder = join(base, 'copy')
    await cp(controlFolder(original), control(), { recursive: true, filter: (path) => !path.endsWith('.sock') })
    expect(await (await starter()).take()).toEqual({ state: 'held' })
    folder = join(base, 'link')
    await symlink(original, folder)
    expect(await (await starter()).take()).toMatchObject({ state: 'running', holder: { pid: one.child.pid } })
  })

  it('of another container on this computer is free only if no process listens on its socket', async () => {
    const one = await starter()
    await one.take()
    const holder = await readHolder(folder)
    await pretend({ pidNamespace: 'pid:[1]', pid: 1, address: holder?.address ?? null, secret: holder?.secret ?? '' })
    expect(await (await starter()).take()).toMatchObject({ state: 'running' })
    await one.kill()
    expect(await (await starter()).take()).toEqual({ state: 'held' })
    await pretend({ pidNamespace: 'pid:[1]', pid: 1, address: join(base, 'gone.sock') })
    expect(await (await starter()).take()).toMatchObject({ state: 'silent' })
  }, 30_000)

  it('that is damaged is reported as unreadable', async () => {
    await mkdir(control(), { recursive: true })
    await writeFile(lockFile(control(), 4), '{"version":1,')
    expect(await (await starter()).take()).toEqual({ state: 'unreadable', generation: 4 })
    expect(await (await starter(4)).take()).toEqual({ state: 'held' })
    expect(await readdir(control())).not.toContain('lock-4.json')
  })

  it.runIf(process.platform !== 'win32').each([
    ['a pipe without a writer', (path: string) => promisify(execFile)('mkfifo', [path])],
    ['a link to nothing', (path: string) => symlink('nowhere', path)],
    ['a file of 200 KiB', (path: string) => writeFile(path, ' '.repeat(200 * 1024))],
  ])('that is %s does not delay a start', async (_what, make) => {
    await mkdir(control(), { recursive: true })
    await make(lockFile(control(), 4))
    expect(await (await starter()).take()).toEqual({ state: 'unreadable', generation: 4 })
  })

  it('of a later version counts as well', async () => {
    const one = await starter()
    await one.take()
    const path = lockFile(control(), 1)
    const record = JSON.parse(await readFile(path, 'utf8')) as { holder: Holder }
    await writeFile(path, JSON.stringify({ version: 2, holder: { ...record.holder, more: 1 }, more: 1 }))
    expect(await (await starter()).take()).toMatchObject({ state: 'running' })
  })

  it('works in a folder whose path is too long for a socket, and if no socket can be created at all', async () => {
    folder = join(base, '긴 경로와 빈칸 '.repeat(12), 'data')
    const one = await starter()
    expect(await one.take()).toEqual({ state: 'held' })
    expect((await readHolder(folder))?.address?.startsWith(folder)).toBe(false)
    expect(await (await starter()).take()).toMatchObject({ state: 'running' })
    await one.kill()
    expect(await (await starter()).take()).toEqual({ state: 'held' })

    folder = join(base, 'no socket')
    const here = await starter()
    await here.take()
    await rm(lockFile(control(), 1))
    await pretend({ pid: here.child.pid ?? 0, startTime: await startTimeOf(here.child.pid ?? 0) })
    expect(await (await starter()).take()).toMatchObject({ state: 'silent', holder: { pid: here.child.pid } })
  }, 30_000)

  it.skipIf(process.platform === 'win32')('reports that a folder is read-only', async () => {
    await chmod(base, 0o755)
    await mkdir(folder)
    await chmod(folder, 0o555)
    const user = process.getuid?.() === 0 ? { uid: 65_534 } : {}
    expect((await (await starter(undefined, user)).take()).problem).toContain(`${folder} cannot be written (EACCES)`)
    await chmod(folder, 0o700)
  })
})

/** Returns the start time of a child of this test, as its own record contains it. */
async function startTimeOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

describe('a process ID', () => {
  it('is alive for this process, and dead if no process has it', async () => {
    const here = await thisProcess()
    expect(here.host).toBe(hostname().toLowerCase())
    expect(await lifeOf(here, here)).toBe(process.platform === 'win32' ? 'unknown' : 'alive')
    expect(await lifeOf({ ...here, pid: 2 ** 22 + 1 }, here)).toBe('dead')
  })
})
