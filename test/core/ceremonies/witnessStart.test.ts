/** Starting a witness and asking it, with scripts in its place: what each of them receives, and how it ends. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive } from '../../../electron/base/system/isAlive.ts'
import { startWitness, type Witness } from '../../../electron/core/ceremonies/witness.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const channel = pathToFileURL(join(import.meta.dirname, '../../../electron/core/ceremonies/witnessChannel.ts')).href
const job: Parameters<Witness['ask']>[0] = {
  server: {
    address: 'https://vault.example',
    namespace: '',
    caPem: null,
    clientCertPem: null,
    clientKeyPem: 'a client key',
    tlsServerName: null,
    skipVerify: false,
    proxy: null,
    version: '0',
  },
  request: { shares: 1, threshold: 1, pgpKeys: [], rootTokenPgpKey: null },
  seal: { name: 'ceremony', publicKey: 'a public key' },
  sealedPath: null,
  clearPath: null,
}

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('witness-start')
})
afterEach(() => removeFolder(folder))

/** A witness with a correct greeting; `answer` is code that makes its answer from `job`, or ends the process. */
const greeting = (answer: string, before = '') => `
  import { connect } from 'node:net'
  import { writeFileSync } from 'node:fs'
  import { lineReader, longestLine, proofOf, provenIn, provenLine, randomLine } from ${JSON.stringify(channel)}
  writeFileSync(process.env.PID_FILE, String(process.pid))
  const address = process.env.STRONGROOM_WITNESS_ADDRESS
  const secret = process.env.STRONGROOM_WITNESS_SECRET
  ${before}
  const socket = connect(address)
  const readLine = lineReader(socket)
  const theirs = await readLine(longestLine.greeting)
  const own = randomLine()
  socket.write(proofOf(secret, 'witness', theirs, own) + ' ' + own + '\\n')
  const job = provenIn(await readLine(longestLine.job), secret, 'strongroom', own)
  const answer = await (async () => { ${answer} })()
  socket.write(provenLine(secret, 'witness', theirs, JSON.stringify(answer)))
  socket.once('close', () => process.exit(0))
`
const pidFile = () => join(folder, 'pid')
const start = (script: string, patienceMs?: number) =>
  startWitness(
    {
      program: process.execPath,
      words: ['--input-type=module', '-e', script],
      environment: { PID_FILE: pidFile(), NODE_OPTIONS: '' },
    },
    patienceMs,
  )
async function started(script: string): Promise<Witness> {
  const witness = await start(script)
  if (witness === null) throw new Error('no witness')
  return witness
}
const pid = async () => Number(await readFile(pidFile(), 'utf8'))
const sealed = (text: string) => `Buffer.from(${text}).toString('base64')`

describe('a witness', () => {
  it.each([true, false])('gets the whole job and answers it (written: %s)', async (written) => {
    const witness = await started(
      greeting(`return { ok: true, sealed: ${sealed('JSON.stringify(job)')}, written: ${written} }`),
    )
    expect(witness.pid).toBe(await pid())
    const answer = await witness.ask(job)
    expect([JSON.parse(answer.sealed.toString()), answer.written]).toEqual([job, written])
    // The connection is closed after the answer, so that the witness ends.
    await expect.poll(() => isAlive(witness.pid)).toBe(false)
  })

  it('returns the refusal of the server', async () => {
    const error = { code: 'rejected', message: 'No.', retryable: false, vaultErrors: ['why'] }
    const witness = await started(greeting(`return { ok: false, error: ${JSON.stringify(error)} }`))
    await expect(witness.ask(job)).rejects.toMatchObject({ code: 'rejected', message: 'No.', error })
  })

  it.each([
    ['ends without an answer', 'process.exit(0)'],
    ['answers with something else', 'return { ok: true }'],
    ['answers with something that is not base64', 'return { ok: true, sealed: "!", written: true }'],
    ['answers without a word about the disk', `return { ok: true, sealed: ${sealed('"a"')} }`],
    ['refuses without a reason', 'return { ok: false, sealed: "", written: true }'],
    ['answers neither yes nor no', 'return { ok: 1, sealed: "", written: true }'],
  ])('that %s is an error of the program', async (_what, answer) => {
    const witness = await started(greeting(answer))
    await expect(witness.ask(job)).rejects.toMatchObject({ code: 'internal' })
  })

  it('is the only one that stays connected', async () => {
    const other = `
      const stranger = connect(address)
      let isClosed = false
      stranger.on('error', () => {})
      stranger.once('close', () => (isClosed = true))
      stranger.resume()
      await new Promise((resolve) => stranger.once('connect', resolve))
    `
    const answer = `
      while (!isClosed) await new Promise((resolve) => setTimeout(resolve, 10))
      const late = await new Promise((resolve) => {
        connect(address).once('connect', () => resolve('connected')).once('error', () => resolve('refused'))
      })
      return { ok: true, sealed: ${sealed('late')}, written: true }
    `
    const { sealed: late } = await (await started(greeting(answer, other))).ask(job)
    expect(late.toString()).toBe('refused')
  })
})

describe('a process that does not greet', () => {
  const noting = `
    import { writeFileSync } from 'node:fs'
    writeFileSync(process.env.PID_FILE, String(process.pid))
  `
  it('is ended after a timeout', async () => {
    expect(await start(`${noting}; setInterval(() => {}, 1000)`, 3_000)).toBeNull()
    await expect.poll(() => existsSync(pidFile())).toBe(true)
    const process = await pid()
    await expect.poll(() => isAlive(process)).toBe(false)
  })

  it.each([
    ['with another secret', `proofOf('guessed', 'witness', theirs, own) + ' ' + own + '\\n'`],
    ['as Strongroom itself', `proofOf(secret, 'strongroom', theirs, own) + ' ' + own + '\\n'`],
    ['without a challenge of its own', `proofOf(secret, 'witness', theirs) + '\\n'`],
    ['with a challenge that its proof does not cover', `proofOf(secret, 'witness', theirs, own) + ' other\\n'`],
  ])('gets no job if the greeting is correct, but %s', async (_what, line) => {
    const script = greeting('return null').replace(
      /socket\.write\(proofOf.*/,
      `socket.write(${line}); socket.once('close', () => process.exit(0))`,
    )
    expect(await start(script)).toBeNull()
  })
})
