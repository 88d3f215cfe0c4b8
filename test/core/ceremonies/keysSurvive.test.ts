/**
 * kill -9 of the app, many times, at the moment when a server answers its initialization. Run `npm run build` first.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ceremony } from '../../../electron/contract/ceremony.ts'
import type { NodeOutcome } from '../../../electron/contract/seal.ts'
import { openSession } from '../../bench/loopbackClient.ts'
import { holdingProxy } from '../../servers/holdingProxy.ts'
import { vaultApi } from '../../servers/initialized.ts'
import { keyringMissing, noKeyring, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import { startStrongroom } from '../../servers/strongroom.ts'
import { isThorough } from '../../servers/thorough.ts'
import { startVault } from '../../servers/vault.ts'
import { draftOf } from '../../features/startCore.ts'

const rounds = isThorough ? 50 : 20
const atOnce = 2
const missing = await keyringMissing()

/** Milliseconds from the answer to the kill: zero, and spread over the time in which it is read and written down. */
const delayOf = (round: number): number => (round % 2 === 0 ? 0 : round / 5)
const wait = (ms: number) => new Promise<void>((resolve) => (ms === 0 ? resolve() : setTimeout(resolve, ms)))

describe.skipIf(missing !== null)(`new keys${missing === null ? '' : ` (${missing})`}`, () => {
  let keyring: TestKeyring
  beforeAll(async () => {
    keyring = await startKeyring()
  })
  afterAll(() => keyring.stop())

  /**
   * Runs one server, one app that is killed, and the next app over the same folder. Returns whether the keys unseal.
   */
  async function crash(round: number, home: string): Promise<boolean> {
    const vault = await startVault()
    const proxy = await holdingProxy(vault.port)
    const first = await startStrongroom({ env: keyring.env, home })
    const window = await openSession(first.url)
    const profile = await window.call('connections.add', { profile: draftOf(proxy.address, `round ${round}`) })
    const { id: profileId } = profile as { id: string }
    const held = proxy.hold('PUT', '/v1/sys/init')
    const initializing = window.call('server.initialize', { profileId, shares: 3, threshold: 2 })
    initializing.catch(() => undefined)
    // Without a keychain nothing is sent, and the call fails.
    await Promise.race([held.arrived, initializing])
    held.release()
    await proxy.passed('PUT', '/v1/sys/init')
    await wait(delayOf(round))
    await first.kill()

    const second = await startStrongroom({ env: keyring.env, home })
    const again = await openSession(second.url)
    const ceremony = (await again.call('server.ceremony', { profileId })) as Ceremony | null
    expect(ceremony, `round ${round}`).toMatchObject({ shares: 3, threshold: 2, sealedOnDisk: true, places: [] })
    const source = { by: 'ceremony', ceremonyId: ceremony?.id }
    const [own] = (await again.call('server.unsealNodes', { profileId, source })) as NodeOutcome[]
    const root = await again.call('server.revealCeremonyItem', { ceremonyId: ceremony?.id, item: 'root-token' })
    await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token: (root as { value: string }).value })
    await second.stop()
    await Promise.all([proxy.stop(), vault.stop()])
    return own?.progress?.sealed === false
  }

  /** How often gnome-keyring was restarted, and the restart that is in progress. */
  let revivals = 0
  let reviving: Promise<void> | null = null
  const revive = async (): Promise<void> => {
    if (reviving === null && !keyring.hasCrashed()) return
    const start = async () => {
      console.warn(`gnome-keyring-daemon crashed: ${await keyring.lastWords()}`)
      await keyring.unlock()
    }
    reviving ??= start().finally(() => {
      revivals++
      reviving = null
    })
    await reviving
  }

  /**
   * Like `crash`, with one repetition if gnome-keyring itself crashed: nothing can be read from a keychain that is
   * gone.
   */
  async function crashWithKeyring(round: number, home: string): Promise<boolean> {
    const before = revivals
    try {
      return await crash(round, home)
    } catch (problem) {
      await revive()
      if (revivals === before) throw problem
      console.warn(`gnome-keyring-daemon crashed in round ${round}, which is repeated`)
      return crash(round, home)
    }
  }

  it(
    `exist at the next start, ${rounds} times out of ${rounds}`,
    async () => {
      const left = Array.from({ length: rounds }, (_, round) => round)
      let kept = 0
      // Creates the master key in the keychain before several homes use it at the same time.
      if (await crashWithKeyring(left.shift() ?? 0, await temporaryFolder('home'))) kept++
      const worker = async () => {
        const home = await temporaryFolder('home')
        for (let round = left.shift(); round !== undefined; round = left.shift()) {
          if (await crashWithKeyring(round, home)) kept++
        }
        expect(await leftovers(home)).toEqual([])
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      expect(kept).toBe(rounds)
    },
    15 * 60_000,
  )

  it('are found by a Strongroom that started before they arrived', async () => {
    await revive()
    const home = await temporaryFolder('home')
    const vault = await startVault()
    const proxy = await holdingProxy(vault.port)
    const first = await startStrongroom({ env: keyring.env, home })
    const window = await openSession(first.url)
    const profile = await window.call('connections.add', { profile: draftOf(proxy.address) })
    const { id: profileId } = profile as { id: string }
    const held = proxy.hold('PUT', '/v1/sys/init')
    void window.call('server.initialize', { profileId, shares: 3, threshold: 2 }).catch(() => undefined)
    await held.arrived
    await first.kill()

    const second = await startStrongroom({ env: keyring.env, home })
    const again = await openSession(second.url)
    // Its file is prepared and empty: no key, and no damage.
    expect(await again.call('server.ceremony', { profileId })).toBeNull()
    expect(await leftovers(home)).toHaveLength(1)
    held.release()
    await expect
      .poll(() => again.call('server.ceremony', { profileId }), { timeout: 10_000 })
      .toMatchObject({ shares: 3, sealedOnDisk: true })
    expect(await leftovers(home)).toEqual([])
    await second.stop()
    await Promise.all([proxy.stop(), vault.stop()])
  })

  it('are written to the file that the person chose, by the witness that outlives the app, without a keychain', async () => {
    const home = await temporaryFolder('home')
    const folder = await temporaryFolder('keys')
    const path = join(folder, 'cluster-keys.json')
    const vault = await startVault()
    const proxy = await holdingProxy(vault.port)
    const app = await startStrongroom({ env: noKeyring, home, files: folder })
    const window = await openSession(app.url)
    const profile = await window.call('connections.add', { profile: draftOf(proxy.address) })
    const { id: profileId } = profile as { id: string }
    const held = proxy.hold('PUT', '/v1/sys/init')
    const { handle } = (await window.call('files.choose', { kind: 'keys' })) as { handle: string }
    const keepIn = { how: 'file', handle }
    void window.call('server.initialize', { profileId, shares: 1, threshold: 1, keepIn }).catch(() => undefined)
    await held.arrived
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    // The app is killed before the answer arrives, so the witness sent the request, not the app.
    await app.kill()
    held.release()
    await expect.poll(() => readFile(path, 'utf8'), { timeout: 10_000 }).toContain('unseal_keys_b64')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const keys = JSON.parse(await readFile(path, 'utf8')) as { unseal_keys_b64: string[] }
    expect(await vaultApi(vault, 'PUT', 'sys/unseal', { body: { key: keys.unseal_keys_b64[0] } })).toMatchObject({
      sealed: false,
    })
    await Promise.all([proxy.stop(), vault.stop()])
  })
})

/** Returns answers that no app has taken over, and half-written files. */
async function leftovers(home: string): Promise<string[]> {
  const names = await readdir(home, { recursive: true })
  return names.filter((name) => name.endsWith('.answer') || name.endsWith('.tmp'))
}
