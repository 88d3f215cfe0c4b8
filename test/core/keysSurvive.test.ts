/** kill -9 of the app at the moment in which a server answers its initialisation, fifty times. Run `npm run build` first. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ceremony } from '../../electron/contract/ceremony.ts'
import { openSession } from '../bench/loopbackClient.ts'
import { holdingProxy } from '../servers/holdingProxy.ts'
import { vaultApi } from '../servers/initialised.ts'
import { keyringMissing, noKeyring, startKeyring, type TestKeyring } from '../servers/keyring.ts'
import { temporaryFolder } from '../servers/lifetime.ts'
import { startStrongroom } from '../servers/strongroom.ts'
import { startVault } from '../servers/vault.ts'
import { draftOf } from './startCore.ts'

const rounds = 50
const atOnce = 2
const missing = await keyringMissing()

/** Milliseconds from the answer to the kill: at once, and spread over the time in which it is read and written down. */
const delayOf = (round: number): number => (round % 2 === 0 ? 0 : round / 5)
const wait = (ms: number) => new Promise<void>((resolve) => (ms === 0 ? resolve() : setTimeout(resolve, ms)))

describe.skipIf(missing !== null)(`new keys${missing === null ? '' : ` (${missing})`}`, () => {
  let keyring: TestKeyring
  beforeAll(async () => {
    keyring = await startKeyring()
  })
  afterAll(() => keyring.stop())

  /** One server, one app that is killed, and the next one over the same folder. Answers whether the keys unseal. */
  async function crash(round: number, home: string): Promise<boolean> {
    const vault = await startVault()
    const proxy = await holdingProxy(vault.port)
    const first = await startStrongroom({ env: keyring.env, home })
    const window = await openSession(first.url)
    const profile = await window.call('connections.add', { profile: draftOf(proxy.address, `round ${round}`) })
    const { id: profileId } = profile as { id: string }
    const held = proxy.hold('PUT', '/v1/sys/init')
    void window.call('server.initialize', { profileId, shares: 3, threshold: 2 }).catch(() => undefined)
    await held.arrived
    held.release()
    await proxy.passed('PUT', '/v1/sys/init')
    await wait(delayOf(round))
    await first.kill()

    const second = await startStrongroom({ env: keyring.env, home })
    const again = await openSession(second.url)
    const ceremony = (await again.call('server.ceremony', { profileId })) as Ceremony | null
    expect(ceremony, `round ${round}`).toMatchObject({ shares: 3, threshold: 2, sealedOnDisk: true, places: [] })
    const unsealed = await again.call('server.unsealWithCeremony', { ceremonyId: ceremony?.id })
    const root = await again.call('server.revealCeremonyItem', { ceremonyId: ceremony?.id, item: 'root-token' })
    await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token: (root as { value: string }).value })
    await second.stop()
    await Promise.all([proxy.stop(), vault.stop()])
    return !(unsealed as { sealed: boolean }).sealed
  }

  it(
    `are there at the next start, ${rounds} times out of ${rounds}`,
    async () => {
      const left = Array.from({ length: rounds }, (_, round) => round)
      let kept = 0
      const worker = async () => {
        const home = await temporaryFolder('home')
        for (let round = left.shift(); round !== undefined; round = left.shift()) {
          if (await crash(round, home)) kept++
        }
        expect(await leftovers(home)).toEqual([])
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      expect(kept).toBe(rounds)
    },
    15 * 60_000,
  )

  it('are found by a Strongroom that started before they came', async () => {
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
    // Its place is ready and empty: no key, and nothing that is damaged.
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

  it('are written where the person said, by whoever outlives the app, when there is no keychain', async () => {
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
    // Killed while the answer is still on its way: whoever asked is not the app.
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

/** Answers that nobody has taken over, and half-written files. */
async function leftovers(home: string): Promise<string[]> {
  const names = await readdir(home, { recursive: true })
  return names.filter((name) => name.endsWith('.answer') || name.endsWith('.tmp'))
}
