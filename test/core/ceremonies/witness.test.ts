/** The channel between Strongroom and the witness of an initialization, with real processes at both ends. */
import { spawn } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWitness, type Witness } from '../../../electron/core/ceremonies/witness.ts'
import { channelVariables, lineReader, longestLine, proofOf } from '../../../electron/core/ceremonies/witnessChannel.ts'
import { newAnswerKeys, openAnswer } from '../../../electron/storage/keychain/answerSeal.ts'
import { ended } from '../../../electron/base/system/processes.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'

const program = process.execPath
const entry = join(import.meta.dirname, '..', '..', '..', 'electron', 'witness.ts')
const keys = newAnswerKeys()

let vault: TestVault
let folder: string
beforeAll(async () => {
  ;[vault, folder] = await Promise.all([startVault(), temporaryFolder('witness')])
})
afterAll(async () => {
  await vault.stop()
  await removeFolder(folder)
})

const job = (): Parameters<Witness['ask']>[0] => ({
  server: {
    address: vault.address,
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
  seal: { name: 'answer', publicKey: keys.publicKey },
  sealedPath: null,
  clearPath: null,
})

/** A Node program that is started as a witness. */
const witnessOf = (script: string, patienceMs?: number) =>
  startWitness({ program, words: ['--input-type=module', '-e', script] }, patienceMs)

describe('a process that is started as the witness', () => {
  it.each([
    ['greets and ends without having read anything', 'console.log("ready")', undefined],
    ['greets and stays', 'console.log("ready"); setInterval(() => {}, 1000)', 800],
    [
      'connects and says nothing',
      `import { connect } from 'node:net'; connect(process.env.${channelVariables.address}); setInterval(() => {}, 1000)`,
      800,
    ],
    [
      'sends what it was sent, without the secret',
      `import { connect } from 'node:net'; const socket = connect(process.env.${channelVariables.address}); socket.pipe(socket)`,
      undefined,
    ],
  ])('does not count if it %s', async (_what, script, patienceMs) => {
    expect(await witnessOf(script, patienceMs)).toBeNull()
  })

  it('does not count if the program does not exist', async () => {
    expect(await startWitness({ program: join(folder, 'missing'), words: [] })).toBeNull()
  })
})

/** Listens as Strongroom does, starts the real witness and returns its connection. */
async function realWitness(secret: string) {
  const arrived = Promise.withResolvers<Socket>()
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\witness-test-${secret}` : join(folder, secret)
  const server = createServer(arrived.resolve)
  await new Promise<void>((resolve) => server.listen(address, resolve))
  const env = { ...process.env, [channelVariables.address]: address, [channelVariables.secret]: secret }
  const child = endWithTests(spawn(program, [entry], { env, stdio: 'ignore' }))
  const socket = await arrived.promise
  server.close()
  const readLine = lineReader(socket)
  socket.write('challenge\n')
  const [, theirs = ''] = (await readLine(longestLine.greeting))?.split(' ') ?? []
  return { child, socket, readLine, theirs }
}

const isInitialized = async () => {
  const answer = await fetch(`${vault.address}/v1/sys/init`)
  return ((await answer.json()) as { initialized: boolean }).initialized
}

describe('the witness', () => {
  it('takes no job from a process that does not know its secret, and sends the server nothing', async () => {
    const { child, socket, readLine, theirs } = await realWitness('known')
    const text = JSON.stringify(job())
    socket.write(`${proofOf('guessed', 'strongroom', theirs, text)} ${text}\n`)
    expect(await readLine(longestLine.job)).toBeNull()
    await ended(child)
    expect(child.exitCode).toBe(2)
    expect(await isInitialized()).toBe(false)
  })

  it('takes only the job that was proven', async () => {
    const { child, socket, theirs } = await realWitness('other')
    const proof = proofOf('other', 'strongroom', theirs, JSON.stringify(job()))
    socket.write(`${proof} ${JSON.stringify({ ...job(), clearPath: join(folder, 'clear') })}\n`)
    await ended(child)
    expect(await isInitialized()).toBe(false)
  })

  it('exits if it gets no job', async () => {
    const { child, socket } = await realWitness('nobody')
    socket.destroy()
    await ended(child)
    expect(child.exitCode).toBe(2)
  })

  it('is found among other connections, gets the job and answers it', async () => {
    // The other connection is first and starts the witness.
    const script = `
      import { spawn } from 'node:child_process'
      import { connect } from 'node:net'
      const strangers = Array.from({ length: 5 }, () => connect(process.env.${channelVariables.address}))
      strangers.at(-1).once('connect', () => {
        strangers[0].write('a guess\\n')
        spawn(process.execPath, [${JSON.stringify(entry)}], { stdio: 'ignore' }).once('exit', () => process.exit())
      })
    `
    const witness = await witnessOf(script)
    const { sealed } = (await witness?.ask(job())) ?? { sealed: Buffer.alloc(0) }
    expect(JSON.parse(openAnswer(keys.privateKey, 'answer', sealed).toString())).toHaveProperty('root_token')
  })
})

describe('the answer of a witness', () => {
  /**
   * A program between Strongroom and the real witness: it forwards all lines and sends this one instead of the answer.
   */
  const intruder = (line: string) => `
    import { connect, createServer } from 'node:net'
    import { spawn } from 'node:child_process'
    import { join } from 'node:path'
    const between = join(${JSON.stringify(folder)}, 'between-' + process.pid)
    const address = process.env.${channelVariables.address}
    createServer((theirs) => {
      const ours = connect(address)
      theirs.on('error', () => {})
      ours.on('error', () => {})
      let sent = 0
      ours.pipe(theirs)
      theirs.on('data', (text) => {
        sent += 1
        ours.write(sent === 1 ? text : ${JSON.stringify(line)} + '\\n')
      })
    }).listen(between, () => {
      const env = { ...process.env, ${channelVariables.address}: between }
      spawn(process.execPath, [${JSON.stringify(entry)}], { stdio: 'ignore', env }).once('exit', () => process.exit())
    })
  `

  it.skipIf(process.platform === 'win32').each([
    ['a refusal', { ok: false, error: { code: 'unsupported', message: 'No.', retryable: false } }],
    ['other keys', { ok: true, sealed: 'AAAA', written: true }],
  ])('does not count if a program in between replaced it with %s', async (_what, line) => {
    const unreachable = { ...job(), server: { ...job().server, address: 'http://127.0.0.1:1' } }
    const witness = await witnessOf(intruder(JSON.stringify(line)))
    if (witness === null) throw new Error('no witness came up')
    await expect(witness.ask(unreachable)).rejects.toMatchObject({ code: 'internal' })
  })
})
