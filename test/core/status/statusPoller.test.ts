/** The live status detects changes automatically, and does not flood the server. */
import { afterEach, describe, expect, it } from 'vitest'
import type { ServerStatus } from '../../../electron/contract/server.ts'
import { countingProxy } from '../../servers/countingProxy.ts'
import { holdingProxy } from '../../servers/holdingProxy.ts'
import { initializeAndUnseal, seal, unseal } from '../../servers/initialized.ts'
import { startVault } from '../../servers/vault.ts'
import { draftOf, startCore, value, type TestCore } from '../../features/startCore.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function watching(address: string) {
  const test: TestCore = await startCore()
  ends.push(() => test.stop())
  const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(address) }))
  const stop = new AbortController()
  ends.push(async () => stop.abort())
  const seen: ServerStatus[] = []
  let wake = () => {}
  void (async () => {
    for await (const status of test.client.server.watch({ profileId }, stop.signal)) {
      seen.push(status)
      wake()
    }
  })()
  /** Waits for the first new status that fits. */
  const next = async (fits: (status: ServerStatus) => boolean): Promise<ServerStatus> => {
    for (let from = seen.length; ;) {
      const found = seen.slice(from).find(fits)
      if (found !== undefined) return found
      from = seen.length
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return { test, profileId, seen, next, stop }
}

describe('the live status', () => {
  it('reports a seal, a kill and a restart, with what was known before', async () => {
    const vault = await startVault({ storage: 'raft' })
    ends.push(() => vault.stop())
    const keys = await initializeAndUnseal(vault)
    const { next } = await watching(vault.address)
    const well = await next((status) => status.reachable && status.role === 'active')
    expect(well).toMatchObject({ product: 'vault', initialized: true, sealed: false, storage: 'raft' })
    expect(well.clusterName).toMatch(/^vault-cluster-/)

    const sealed = next((status) => status.sealed === true)
    await seal(vault, keys.rootToken)
    expect(await sealed).toMatchObject({ reachable: true, sealed: true })

    const unsealed = next((status) => status.sealed === false && status.role === 'active')
    await unseal(vault, keys)
    await unsealed

    const lost = next((status) => !status.reachable)
    await vault.kill()
    expect(await lost).toMatchObject({ reachable: false, version: well.version, clusterName: well.clusterName })
    expect((await lost).error?.code).toMatch(/^connection-(refused|lost)$/)
    expect(Date.parse((await lost).nextTryAt ?? '')).toBeGreaterThan(Date.parse((await lost).at))

    const back = next((status) => status.reachable)
    await vault.restart()
    expect(await back).toMatchObject({ reachable: true, sealed: true, initialized: true })
  })

  it('detects a server that hangs, and that it answers again', async () => {
    const vault = await startVault({ dev: true })
    ends.push(() => vault.stop())
    const { next } = await watching(vault.address)
    await next((status) => status.reachable)
    const hung = next((status) => !status.reachable)
    vault.signal('SIGSTOP')
    expect((await hung).error?.code).toBe('timeout')
    const back = next((status) => status.reachable)
    vault.signal('SIGCONT')
    await back
  })

  it('does not flood a server that closes each connection after its answer', async () => {
    const vault = await startVault({ dev: true })
    ends.push(() => vault.stop())
    const proxy = await holdingProxy(vault.port, { closing: true })
    ends.push(() => proxy.stop())
    const { seen, next } = await watching(proxy.address)
    const first = await next((status) => status.reachable)
    await next((status) => status.reachable)
    const third = await next((status) => status.reachable)
    expect(seen.filter(({ reachable }) => !reachable)).toEqual([])
    expect(Date.parse(third.at) - Date.parse(first.at)).toBeGreaterThanOrEqual(1_900)
  })

  it('sends nothing while Strongroom is locked, and continues automatically afterwards', async () => {
    const vault = await startVault({ dev: true })
    ends.push(() => vault.stop())
    const proxy = await holdingProxy(vault.port)
    ends.push(() => proxy.stop())
    const { test, seen, next } = await watching(proxy.address)
    await next((status) => status.reachable)
    await value(test.client.app.lock({}))
    const [asked, told] = [proxy.seen.length, seen.length]
    // Longer than the poll and all the first retries.
    await new Promise((resolve) => setTimeout(resolve, 5_500))
    expect([proxy.seen.length, seen.length]).toEqual([asked, told])
    const again = next((status) => status.reachable)
    await value(test.client.app.unlock({}))
    await again
  })

  it('reports nothing about the server that the connection had before', async () => {
    const [one, two] = [await startVault({ storage: 'raft' }), await startVault()]
    ends.push(
      () => one.stop(),
      () => two.stop(),
    )
    await initializeAndUnseal(one)
    const { test, profileId, next } = await watching(one.address)
    expect((await next((status) => status.role === 'active')).clusterName).toMatch(/^vault-cluster-/)
    const other = next((status) => status.initialized === false)
    await value(test.client.connections.update({ profileId, profile: draftOf(two.address) }))
    expect((await other).clusterName ?? '').toBe('')
  })

  it('sends an idle server one request per poll, and nothing while no window watches', async () => {
    const vault = await startVault({ dev: true })
    ends.push(() => vault.stop())
    const counter = await countingProxy(vault.port)
    ends.push(() => counter.stop())
    const { next, stop } = await watching(`http://127.0.0.1:${counter.port}`)
    await next((status) => status.reachable)
    const settled = counter.requests()
    const first = await next((status) => status.reachable)
    const second = await next((status) => status.reachable)
    expect(counter.requests() - settled).toBe(2)
    expect(Date.parse(second.at) - Date.parse(first.at)).toBeGreaterThanOrEqual(1_300)
    stop.abort()
    const afterwards = counter.requests()
    await new Promise((resolve) => setTimeout(resolve, 5_500))
    expect(counter.requests()).toBe(afterwards)
  })
})
