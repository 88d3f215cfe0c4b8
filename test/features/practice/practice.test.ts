/** The practice server from start to removal, with the real program. */
import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive } from '../../../electron/base/system/isAlive.ts'
import { createPractice, type Practice } from '../../../electron/features/practice/practice.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { member, unseal, vaultApi } from '../../servers/initialized.ts'
import { vaultProgram } from '../../servers/vault.ts'

const never = new AbortController().signal
const silent = { info: () => undefined, warn: () => undefined }

let root: string
let folder: string
let practice: Practice

async function open(environment: Record<string, string | undefined> = {}): Promise<Practice> {
  return createPractice({
    folder,
    cacheFolder: join(root, 'cache'),
    environment: { ...process.env, STRONGROOM_VAULT_BIN: await vaultProgram(), ...environment },
    log: silent,
  })
}

const sealStatus = (address: string) => vaultApi({ address }, 'GET', 'sys/seal-status')

async function pidOf(): Promise<number> {
  const record = JSON.parse(await readFile(join(folder, 'practice.json'), 'utf8')) as Record<string, unknown>
  return Number(member(record, 'running')['pid'])
}

beforeEach(async () => {
  root = await temporaryFolder('practice')
  folder = join(root, 'practice')
  practice = await open()
})

afterEach(async () => {
  await practice.close()
  await removeFolder(root)
})

describe('the practice server', () => {
  it('does not exist until it is started, and then runs uninitialized and sealed', async () => {
    expect(await practice.state()).toEqual({
      state: 'absent',
      address: null,
      program: { how: 'found', path: await vaultProgram() },
    })
    const phases: string[] = []
    const { address } = await practice.start((progress) => phases.push(progress.phase), never)
    expect(phases).toEqual(['finding', 'starting', 'ready'])
    expect(await sealStatus(address)).toMatchObject({ initialized: false, sealed: true })
    expect(await practice.state()).toMatchObject({ state: 'running', address })
  })

  it('starts with the app if it ran at the end, and not if it was stopped', async () => {
    expect(await practice.comesBack()).toBe(false)
    await practice.start(() => undefined, never)
    await practice.close()
    practice = await open()
    expect(await practice.comesBack()).toBe(true)
    // Without a program it would have to be built, which the user did not ask for.
    const without = await open({ STRONGROOM_VAULT_BIN: '/nowhere' })
    expect(await without.comesBack()).toBe(false)
    await practice.stop()
    expect(await practice.comesBack()).toBe(false)
    await practice.start(() => undefined, never)
    await practice.stop()
    expect(await practice.comesBack()).toBe(false)
  })

  it('listens on loopback only, in a folder that no other user may enter', async () => {
    const { address } = await practice.start(() => undefined, never)
    expect(new URL(address).hostname).toBe('127.0.0.1')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'server.log'))).mode & 0o777).toBe(0o600)
  })

  it('is sealed at the same address, with the same storage, after a restart of the app', async () => {
    const first = await practice.start(() => undefined, never)
    const server = { address: first.address }
    const init = await vaultApi(server, 'PUT', 'sys/init', { body: { secret_shares: 1, secret_threshold: 1 } })
    const keys = { keys: [String((init['keys_base64'] as unknown[])[0])], threshold: 1 }
    const token = String(init['root_token'])
    await unseal(server, keys)
    await vaultApi(server, 'POST', 'cubbyhole/kept', { token, body: { over: 'a restart' } })
    await practice.close()
    await expect(sealStatus(first.address)).rejects.toThrow('fetch failed')

    practice = await open()
    expect(await practice.state()).toMatchObject({ state: 'stopped', address: first.address })
    const second = await practice.start(() => undefined, never)
    expect(second.address).toBe(first.address)
    expect(await sealStatus(second.address)).toMatchObject({ initialized: true, sealed: true })
    await unseal(server, keys)
    expect(member(await vaultApi(server, 'GET', 'cubbyhole/kept', { token }), 'data')).toEqual({ over: 'a restart' })
  })

  it('moves to other ports, with its storage, if another program has taken its own', async () => {
    const first = await practice.start(() => undefined, never)
    const init = await vaultApi(first, 'PUT', 'sys/init', { body: { secret_shares: 1, secret_threshold: 1 } })
    const keys = { keys: [String((init['keys_base64'] as unknown[])[0])], threshold: 1 }
    await unseal(first, keys)
    await practice.stop()
    const { clusterPort } = JSON.parse(await readFile(join(folder, 'practice.json'), 'utf8')) as { clusterPort: number }
    const squatters = await Promise.all(
      [Number(new URL(first.address).port), clusterPort].map(
        (port) =>
          new Promise<ReturnType<typeof createServer>>((resolve) => {
            const squatter = createServer()
            squatter.listen(port, '127.0.0.1', () => resolve(squatter))
          }),
      ),
    )
    try {
      const second = await practice.start(() => undefined, never)
      expect(second.address).not.toBe(first.address)
      await unseal(second, keys)
      expect(await sealStatus(second.address)).toMatchObject({ initialized: true, sealed: false })
    } finally {
      for (const squatter of squatters) squatter.close()
    }
  })

  it('is stopped by stop, and its process is gone', async () => {
    const { address } = await practice.start(() => undefined, never)
    const pid = await pidOf()
    await practice.stop()
    expect(isAlive(pid)).toBe(false)
    expect(await practice.state()).toMatchObject({ state: 'stopped', address })
  })

  it('is one server, however often it is started', async () => {
    const both = await Promise.all([practice.start(() => undefined, never), practice.start(() => undefined, never)])
    expect(both[0].address).toBe(both[1].address)
  })

  it('leaves nothing after a wipe, and starts again', async () => {
    await practice.start(() => undefined, never)
    await practice.wipe()
    expect(existsSync(folder)).toBe(false)
    expect(await practice.state()).toMatchObject({ state: 'absent', address: null })
    const { address } = await practice.start(() => undefined, never)
    expect(await sealStatus(address)).toMatchObject({ initialized: false })
  })

  it('reports that it has ended when its process is killed, and starts again', async () => {
    const changes = new EventEmitter()
    practice = createPractice({
      folder,
      cacheFolder: join(root, 'cache'),
      environment: { STRONGROOM_VAULT_BIN: await vaultProgram() },
      log: silent,
      onChange: () => changes.emit('change'),
    })
    await practice.start(() => undefined, never)
    const noticed = once(changes, 'change')
    process.kill(await pidOf(), 'SIGKILL')
    await noticed
    expect(await practice.state()).toMatchObject({ state: 'stopped' })
    const { address } = await practice.start(() => undefined, never)
    expect(await sealStatus(address)).toMatchObject({ sealed: true })
  })

  it('does not start after it was closed', async () => {
    await practice.close()
    await expect(practice.start(() => undefined, never)).rejects.toMatchObject({ code: 'practice-unavailable' })
    expect(existsSync(folder)).toBe(false)
  })

  it('stops everything that it started if the start is canceled', async () => {
    const cancel = new AbortController()
    const start = practice.start((progress) => {
      if (progress.phase === 'starting') cancel.abort()
    }, cancel.signal)
    await expect(start).rejects.toMatchObject({ code: 'canceled' })
    expect((await practice.state()).state).toBe('stopped')
  })

  it('says why a program that is not a server did not start', async () => {
    practice = await open({ STRONGROOM_VAULT_BIN: process.execPath })
    await expect(practice.start(() => undefined, never)).rejects.toMatchObject({
      code: 'practice-unavailable',
      message: expect.stringContaining('ended immediately') as string,
    })
    expect((await practice.state()).state).toBe('stopped')
  })

  it('does not see the user’s own Vault token', async () => {
    practice = await open({ VAULT_TOKEN: 'hvs.of-another-server' })
    await practice.start(() => undefined, never)
    const environment = await readFile(`/proc/${await pidOf()}/environ`, 'utf8')
    expect(environment).toContain('PATH=')
    expect(environment).not.toContain('hvs.of-another-server')
  })
})
