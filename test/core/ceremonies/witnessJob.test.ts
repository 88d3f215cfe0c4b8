/** The files that the witness of an initialization writes, for every kind of answer. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { preallocateFile, readPreallocatedFile } from '../../../electron/base/files/preallocatedFile.ts'
import { witnessed } from '../../../electron/core/ceremonies/witness.ts'
import { runWitnessJob, WitnessJob } from '../../../electron/core/ceremonies/witnessJob.ts'
import { newAnswerKeys, openAnswer } from '../../../electron/storage/keychain/answerSeal.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

/** Every answer that was received, by reference. */
const received = vi.hoisted((): Buffer[] => [])
vi.mock(import('../../../electron/vault/init.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    initialize: async (...given: Parameters<typeof real.initialize>) => {
      const answer = await real.initialize(...given)
      received.push(answer)
      return answer
    },
  }
})

const share = Buffer.alloc(33, 7)
const honest = { keys: [share.toString('hex')], keys_base64: [share.toString('base64')], root_token: 'hvs.root' }
const encrypted = { ...honest, root_token: Buffer.from('for a PGP key').toString('base64') }
const keys = newAnswerKeys()

let server: Server
let folder: string
let answer: string
let isInitialized: boolean
let asked: string[]
let bodies: unknown[]
beforeEach(async () => {
  folder = await temporaryFolder('witness-job')
  answer = JSON.stringify(honest)
  isInitialized = false
  asked = []
  bodies = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.method === 'PUT') {
        bodies.push(JSON.parse(body))
        response.end(answer)
      } else {
        response.end(
          JSON.stringify({ initialized: isInitialized, sealed: true, type: 'shamir', t: 0, n: 0, progress: 0 }),
        )
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await removeFolder(folder)
})

const job = (change: Partial<WitnessJob> = {}): WitnessJob => ({
  server: {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    namespace: '',
    caPem: null,
    clientCertPem: null,
    clientKeyPem: null,
    tlsServerName: null,
    skipVerify: false,
    proxy: null,
    version: '0',
  },
  request: { shares: 1, threshold: 1, pgpKeys: [], rootTokenPgpKey: null },
  seal: { name: 'ceremony', publicKey: keys.publicKey },
  sealedPath: null,
  clearPath: null,
  ...change,
})
const clear = () => readFile(join(folder, 'clear.json'), 'utf8').catch(() => null)
const opened = (sealed: Buffer | null) => openAnswer(keys.privateKey, 'ceremony', sealed ?? Buffer.alloc(0)).toString()

describe('the witness', () => {
  it('returns the answer sealed, exactly as received', async () => {
    const { sealed, written } = witnessed(await runWitnessJob(job()))
    expect([opened(sealed), written]).toEqual([answer, true])
    expect(bodies).toEqual([{ secret_shares: 1, secret_threshold: 1 }])
  })

  it('@boundary leaves no plain answer in memory', async () => {
    received.length = 0
    await runWitnessJob(job({ clearPath: join(folder, 'clear.json') }))
    answer = 'not keys'
    await runWitnessJob(job())
    expect(received.map((bytes) => [bytes.length > 0, bytes.every((byte) => byte === 0)])).toEqual([
      [true, true],
      [true, true],
    ])
  })

  it('writes the sealed answer to its file, and new keys to the file that was chosen', async () => {
    const sealedPath = join(folder, 'init.answer')
    await preallocateFile(sealedPath, 1000)
    const result = await runWitnessJob(job({ sealedPath, clearPath: join(folder, 'clear.json') }))
    const { sealed, written } = witnessed(result)
    expect(written).toBe(true)
    expect(await readPreallocatedFile(sealedPath, 10_000)).toEqual(sealed)
    expect(JSON.parse((await clear()) ?? '')).toMatchObject({
      unseal_keys_hex: honest.keys,
      unseal_keys_b64: honest.keys_base64,
      unseal_shares: 1,
      unseal_threshold: 1,
      root_token: 'hvs.root',
    })
  })

  it('sends the request that the job describes', async () => {
    answer = JSON.stringify({
      ...encrypted,
      keys: Array(3).fill(honest.keys[0]),
      keys_base64: Array(3).fill(honest.keys_base64[0]),
    })
    const request = { shares: 3, threshold: 2, pgpKeys: ['YQ==', 'Yg==', 'Yw=='], rootTokenPgpKey: 'ZA==' }
    await runWitnessJob(job({ request, clearPath: join(folder, 'clear.json') }))
    expect(bodies).toEqual([
      { secret_shares: 3, secret_threshold: 2, pgp_keys: request.pgpKeys, root_token_pgp_key: 'ZA==' },
    ])
    expect(JSON.parse((await clear()) ?? '')).toMatchObject({ unseal_shares: 3, unseal_threshold: 2 })
  })

  it.each<[string, object | string, number, string | null, boolean]>([
    ['new keys', honest, 1, null, true],
    ['new keys with a root token for a PGP key', encrypted, 1, 'YQ==', true],
    ['a root token for a PGP key that was not asked for', encrypted, 1, null, false],
    ['a plain root token where one for a PGP key was asked for', honest, 1, 'YQ==', false],
    ['fewer shares than were asked for', honest, 2, null, false],
    ['a root token that is a command', { ...honest, root_token: '$(id)' }, 1, null, false],
    ['a share that is a command', { ...honest, keys_base64: ['`id`'] }, 1, null, false],
    ['no keys', {}, 1, null, false],
    ['no JSON', '<html>', 1, null, false],
  ])('writes %s as plain text only if they match the request', async (_what, members, shares, pgpKey, isClear) => {
    answer = typeof members === 'string' ? members : JSON.stringify(members)
    const sealedPath = join(folder, 'init.answer')
    await preallocateFile(sealedPath, 1000)
    const request = { shares, threshold: 1, pgpKeys: [], rootTokenPgpKey: pgpKey }
    const result = witnessed(await runWitnessJob(job({ request, sealedPath, clearPath: join(folder, 'clear.json') })))
    expect([result.written, (await clear()) !== null]).toEqual([isClear, isClear])
    // The sealed answer is always written.
    expect([opened(result.sealed), opened(await readPreallocatedFile(sealedPath, 10_000))]).toEqual([answer, answer])
  })

  it.each<[string, Partial<WitnessJob>]>([
    ['the place for the sealed answer', { sealedPath: '/nowhere/init.answer' }],
    ['the file for the keys', { clearPath: '/dev/null/clear.json' }],
  ])('returns the answer even if %s is not writable', async (_what, change) => {
    const { sealed, written } = witnessed(await runWitnessJob(job(change)))
    expect([opened(sealed), written]).toEqual([answer, false])
  })

  it('waits for one file if the other is not writable', async () => {
    const sealedPath = join(folder, 'init.answer')
    await preallocateFile(sealedPath, 1000)
    await mkdir(join(folder, 'clear.json'))
    await writeFile(join(folder, 'clear.json', 'inside'), '')
    const { written } = witnessed(await runWitnessJob(job({ sealedPath, clearPath: join(folder, 'clear.json') })))
    expect(written).toBe(false)
    await expect.poll(async () => (await readPreallocatedFile(sealedPath, 10_000))?.length).toBeGreaterThan(0)
  })

  it('returns the refusal of the server, including its text', async () => {
    isInitialized = true
    const result = await runWitnessJob(job())
    expect(result).toMatchObject({ ok: false, error: { code: 'already-initialized' } })
    expect(() => witnessed(result)).toThrow(expect.objectContaining({ code: 'already-initialized' }))
    expect(bodies).toEqual([])
  })

  it('sends nothing if it could not seal the answer', async () => {
    const result = await runWitnessJob(job({ seal: { name: 'ceremony', publicKey: 'damaged' } }))
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(asked).toEqual([])
  })

  it('returns an error for a server that it cannot reach', async () => {
    const unreachable = { ...job().server, address: 'http://127.0.0.1:1' }
    expect(await runWitnessJob(job({ server: unreachable }))).toMatchObject({
      ok: false,
      error: { code: 'connection-refused' },
    })
  })

  it('keeps no connection open', async () => {
    await runWitnessJob(job())
    await expect
      .poll(() => new Promise((resolve) => server.getConnections((_problem, count) => resolve(count))))
      .toBe(0)
  })
})

describe('a job', () => {
  it('is read as it was sent', () => {
    expect(WitnessJob.parse(JSON.parse(JSON.stringify(job())))).toEqual(job())
  })

  it.each<[string, (whole: WitnessJob) => unknown]>([
    ['an unknown member', (whole) => ({ ...whole, more: true })],
    ['an unknown member of the server', (whole) => ({ ...whole, server: { ...whole.server, more: true } })],
    ['an unknown member of the request', (whole) => ({ ...whole, request: { ...whole.request, more: true } })],
    ['an unknown member of the seal', (whole) => ({ ...whole, seal: { ...whole.seal, more: true } })],
    ['no server', ({ server: _server, ...whole }) => whole],
    ['half a share', (whole) => ({ ...whole, request: { ...whole.request, shares: 1.5 } })],
    ['half a threshold', (whole) => ({ ...whole, request: { ...whole.request, threshold: 1.5 } })],
    ['too many PGP keys', (whole) => ({ ...whole, request: { ...whole.request, pgpKeys: Array(256).fill('YQ==') } })],
    ['no word about verification', (whole) => ({ ...whole, server: { ...whole.server, skipVerify: undefined } })],
  ])('is refused with %s', (_what, change) => {
    expect(WitnessJob.safeParse(change(job())).success).toBe(false)
  })
})
