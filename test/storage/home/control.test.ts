/** The control socket as other processes use it. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { askRunningApp } from '../../../electron/storage/home/client.ts'
import { isHome, takeHome } from '../../../electron/storage/home/homeLock.ts'
import type { ControlCommand } from '../../../electron/storage/home/protocol.ts'
import { controlFolder, lockFile, readHolder } from '../../../electron/storage/home/record.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step()
})

async function start(dataFolder?: string) {
  const folder = dataFolder ?? join(await temporaryFolder('control'), 'data')
  if (dataFolder === undefined) cleanUp.push(() => removeFolder(join(folder, '..')))
  const asked: ControlCommand[] = []
  const home = await takeHome({
    dataFolder: folder,
    shell: 'loopback',
    version: '1.2.3',
    run: async (command) => {
      asked.push(command)
      if (command.command === 'end') throw new Error('hvs.secret in a message')
      return { ok: true }
    },
    isEnding: () => false,
    onLost: () => undefined,
  })
  if (!isHome(home)) throw new Error('the folder is held')
  cleanUp.push(() => home.release())
  const holder = await readHolder(folder)
  const record = { address: holder?.address ?? '', secret: holder?.secret ?? '' }
  /** Sends these bytes and returns everything that is received until the end. */
  const send = async (bytes: string) => {
    const socket = connect(record.address)
    socket.on('error', () => undefined)
    socket.write(bytes)
    return text(socket).catch(() => '')
  }
  return { folder, asked, home, record, send }
}

describe('the control socket', () => {
  it('answers a process that can read the private record', async () => {
    const { folder, asked } = await start()
    expect(await askRunningApp(folder, { command: 'open' })).toEqual({ ok: true })
    expect(await askRunningApp(folder, { command: 'hello' })).toEqual({
      ok: true,
      version: '1.2.3',
      pid: process.pid,
      ending: false,
    })
    expect(asked).toEqual([{ command: 'open' }])
  })

  it('is private: the folder has mode 0700, socket and record 0600', async () => {
    const { folder, record } = await start()
    const mode = async (path: string) => (await stat(path)).mode & 0o777
    expect(await mode(join(folder, 'control'))).toBe(0o700)
    expect(await mode(record.address)).toBe(0o600)
    expect(await mode(lockFile(controlFolder(folder), 1))).toBe(0o600)
  })

  it('runs nothing without the secret of the record, and no unknown command', async () => {
    const { asked, record, send } = await start()
    const { secret } = record
    const refused = '{"ok":false,"message":"The request was refused."}\n'
    const hello = { command: 'hello' }
    for (const request of [
      { request: hello },
      { secret: '', request: hello },
      { secret: `${secret.slice(0, -1)}#`, request: hello },
      { secret, request: { command: 'shutdown' } },
      { secret, request: { ...hello, more: 1 } },
      null,
    ])
      expect(await send(`${JSON.stringify(request)}\n`)).toBe(refused)
    expect(await send('not json\n')).toBe(refused)
    expect(await send('x'.repeat(200_000))).toBe('')
    expect(asked).toEqual([])
  })

  it('does not reveal an unexpected error', async () => {
    const { folder } = await start()
    expect(await askRunningApp(folder, { command: 'end' })).toEqual({
      ok: false,
      message: 'The running app could not do this.',
    })
  })

  it('replaces a socket that a crash has left, and leaves nothing behind', async () => {
    const folder = join(await temporaryFolder('control'), 'data')
    cleanUp.push(() => removeFolder(join(folder, '..')))
    const left = join(folder, 'control', 'left.sock')
    await mkdir(join(folder, 'control'), { recursive: true })
    await writeFile(left, '')
    expect(await askRunningApp(folder, { command: 'hello' })).toBeNull()
    const { home } = await start(folder)
    expect(await askRunningApp(folder, { command: 'hello' })).toMatchObject({ ok: true })
    await home.release()
    expect(await readdir(join(folder, 'control'))).toEqual(['lock-1.json'])
    expect(await readFile(lockFile(join(folder, 'control'), 1), 'utf8')).toBe('{"version":1,"holder":null}\n')
    expect(await askRunningApp(folder, { command: 'hello' })).toBeNull()
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const base = await temporaryFolder('control')
    cleanUp.push(() => removeFolder(base))
    const folder = join(base, '긴 경로와 빈칸 '.repeat(12), 'data')
    const { record } = await start(folder)
    expect(record.address.startsWith(folder)).toBe(false)
    expect(await askRunningApp(folder, { command: 'hello' })).toMatchObject({ ok: true })
  })
})
