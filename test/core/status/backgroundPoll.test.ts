/** The background poll: a seal is announced once, even while no window watches. */
import { afterEach, describe, expect, it } from 'vitest'
import type { AppEvent } from '../../../electron/contract/app.ts'
import { createStatusPoller, type StatusPoller } from '../../../electron/core/status/statusPoller.ts'
import { countingProxy } from '../../servers/countingProxy.ts'
import { initializeAndUnseal, seal, unseal } from '../../servers/initialized.ts'
import { startVault } from '../../servers/vault.ts'
import { transportTo } from '../../vault/asking.ts'
import { draftOf, startCore, value } from '../../features/startCore.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A server behind a proxy that counts requests, and a poller with a short interval. */
async function watched(pollsInBackground: () => boolean) {
  const vault = await startVault()
  ends.push(() => vault.stop())
  const keys = await initializeAndUnseal(vault)
  const proxy = await countingProxy(vault.port)
  ends.push(() => proxy.stop())
  const transport = transportTo(`http://127.0.0.1:${proxy.port}`)
  ends.push(() => transport.close())
  const sealed: string[] = []
  const watch = createStatusPoller(async () => transport, {
    pollsInBackground,
    backgroundPollMs: 50,
    onSealed: (id) => sealed.push(id),
  })
  ends.push(async () => watch.closeAll())
  return { vault, keys, proxy, watch, sealed }
}

/** Watches a server until it has answered, then stops. */
async function lookOnce(watch: StatusPoller): Promise<void> {
  const stop = new AbortController()
  for await (const status of watch.follow('one', stop.signal)) if (status.reachable) break
  stop.abort()
}

describe('a server that was watched', () => {
  it('is found sealed while no window watches, once for each seal', async () => {
    const { vault, keys, watch, sealed } = await watched(() => true)
    await lookOnce(watch)
    await seal(vault, keys.rootToken)
    await expect.poll(() => sealed).toEqual(['one'])
    // A poll by a window does not affect that.
    expect(await watch.look('one')).toMatchObject({ sealed: true })
    expect(sealed).toEqual(['one'])
    await unseal(vault, keys)
    await expect.poll(async () => (await watch.look('one')).sealed).toBe(false)
    await seal(vault, keys.rootToken)
    await expect.poll(() => sealed).toEqual(['one', 'one'])
  })

  it('is not polled if notifications are off, the app is locked, or its connection has changed', async () => {
    let keeps = true
    const { proxy, watch } = await watched(() => keeps)
    // Another poller with the same interval is the clock: after three of its polls, this one would have polled as well.
    const clock = await watched(() => true)
    await lookOnce(clock.watch)
    const aWhile = async () => {
      const before = clock.proxy.requests()
      await expect.poll(() => clock.proxy.requests()).toBeGreaterThan(before + 2)
    }
    await lookOnce(watch)
    const begun = proxy.requests()
    await expect.poll(() => proxy.requests()).toBeGreaterThan(begun + 1)

    for (const stop of [() => watch.pause(), () => (keeps = false), () => watch.forget('one')]) {
      watch.resume()
      keeps = true
      await lookOnce(watch)
      stop()
      // A poll that was in progress is shared by this one.
      await watch.look('one')
      const quiet = proxy.requests()
      await aWhile()
      expect(proxy.requests()).toBe(quiet)
    }
  })
})

describe('the core', () => {
  it('announces the seal to every window with the connection’s name', async () => {
    const vault = await startVault()
    ends.push(() => vault.stop())
    const keys = await initializeAndUnseal(vault)
    const test = await startCore({ deps: { notifies: true } })
    ends.push(() => test.stop())
    const told: AppEvent[] = []
    test.core.listen((event) => {
      if (event.type === 'sealed') told.push(event)
    })
    const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(vault.address, 'kind') }))
    const stop = new AbortController()
    ends.push(async () => stop.abort())
    for await (const status of test.client.server.watch({ profileId }, stop.signal)) {
      if (status.sealed === false) await seal(vault, keys.rootToken)
      else break
    }
    await expect.poll(() => told).toEqual([{ type: 'sealed', profileId, name: 'kind' }])
  })
})
