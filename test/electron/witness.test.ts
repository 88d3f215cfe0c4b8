/**
 * The witness of an initialization as a package runs it: a second main process of the app, in the double of Electron.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWitness, type Witness } from '../../electron/core/ceremonies/witness.ts'
import { newAnswerKeys, openAnswer } from '../../electron/storage/keychain/answerSeal.ts'
import { draftOf } from '../features/startCore.ts'
import { callFrom, shown } from '../e2e/calls.ts'
import { holdingProxy } from '../servers/holdingProxy.ts'
import { noKeyring } from '../servers/keyring.ts'
import { temporaryFolder } from '../servers/lifetime.ts'
import { startVault } from '../servers/vault.ts'
import { consents, type DoubleApp, doubleLaunch, launchDouble } from './launch.ts'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch(doubleLaunch())
})
afterAll(() => browser.close())

const startApp = (platform: NodeJS.Platform): Promise<DoubleApp> =>
  launchDouble({ browser, packaged: true, platform, env: noKeyring })

/** What the double records when a process is ready. */
interface Ready {
  readonly pid: number
  readonly userData: string
  readonly inDock: boolean
}

/** Starts a witness as the packaged app would, and returns what the double recorded about it. */
async function witnessOf(app: DoubleApp): Promise<{ witness: Witness; ready: Ready }> {
  const notes = join(await temporaryFolder('witness'), 'notes')
  const witness = await startWitness({
    program: await app.evaluate(() => process.execPath),
    words: ['--witness'],
    environment: { DOUBLE_OF_ELECTRON_NOTES: notes, STRONGROOM_HOME: app.home },
  })
  if (witness === null) throw new Error('no witness came up')
  return { witness, ready: JSON.parse(await readFile(notes, 'utf8')) as Ready }
}

const jobFor = (address: string, publicKey: string): Parameters<Witness['ask']>[0] => ({
  server: {
    address,
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
  seal: { name: 'answer', publicKey },
  sealedPath: null,
  clearPath: null,
})

describe('the witness of a package', () => {
  it('receives its job on Windows, where the main process reads nothing from its standard input', async () => {
    const [vault, app] = await Promise.all([startVault(), startApp('win32')])
    const page = await app.firstWindow()
    await shown(page)
    const { id: profileId } = (await callFrom(page, 'connections.add', { profile: draftOf(vault.address) })) as {
      id: string
    }
    await app.evaluate(consents)
    await callFrom(page, 'app.keepInPassphraseFile', { passphrase: 'a passphrase of a test' })
    const asked = { profileId, shares: 1, threshold: 1 }
    expect(await callFrom(page, 'server.initialize', asked)).toMatchObject({ shares: 1 })
    const log = await readFile(join(app.home, 'data', 'strongroom.log'), 'utf8')
    expect(log).not.toContain('no witness')
    await app.close()
    await vault.stop()
  })

  it('survives the signals at which Electron quits, in a separate folder', async () => {
    const [vault, app] = await Promise.all([startVault(), startApp('linux')])
    const proxy = await holdingProxy(Number(new URL(vault.address).port))
    const held = proxy.hold('PUT', '/v1/sys/init')
    const keys = newAnswerKeys()
    const { witness, ready } = await witnessOf(app)
    expect(ready.userData).not.toBe(await app.evaluate(({ app }) => app.getPath('userData')))
    const answered = witness.ask(jobFor(proxy.address, keys.publicKey))
    await held.arrived
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(ready.pid, signal)
    held.release()
    const { sealed } = await answered
    expect(JSON.parse(openAnswer(keys.privateKey, 'answer', sealed).toString())).toHaveProperty('root_token')
    await expect.poll(() => existsSync(ready.userData)).toBe(false)
    await app.close()
    await proxy.stop()
    await vault.stop()
  })

  it('has no icon in the Dock of macOS', async () => {
    const app = await startApp('darwin')
    const { ready } = await witnessOf(app)
    expect(ready.inDock).toBe(false)
    process.kill(ready.pid, 'SIGKILL')
    await app.close()
  })
})
