/** A seal is told once, also while no window looks: the vigil. */
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

/** A server behind a proxy that counts what is asked of it, and a watch over it with a short vigil. */
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

/** Looks at a server until it has answered, then goes away. */
async function lookOnce(watch: StatusPoller): Promise<void> {
  const stop = new AbortController()
  for await (const status of watch.follow('one', stop.signal)) if (status.reachable) break
  stop.abort()
}

describe('a server that was looked at', () => {
  it('is found sealed while nobody looks, once for each seal', async () => {
    const { vault, keys, watch, sealed } = await watched(() => true)
    await lookOnce(watch)
    await seal(vault, keys.rootToken)
    await expect.poll(() => sealed).toEqual(['one'])
    // A look of one's own changes nothing about it.
    expect(await watch.look('one')).toMatchObject({ sealed: true })
    expect(sealed).toEqual(['one'])
    await unseal(vault, keys)
    await expect.poll(async () => (await watch.look('one')).sealed).toBe(false)
    await seal(vault, keys.rootToken)
    await expect.poll(() => sealed).toEqual(['one', 'one'])
  })

  it('is asked no more when nobody is to hear of it, when the app is locked, and when its connection is another', async () => {
    let keeps = true
    const { proxy, watch } = await watched(() => keeps)
    // Another watch of the same pace is the clock: what it has done three times, this one would have done as well.
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
      // A look that was on its way is shared by this one.
      await watch.look('one')
      const quiet = proxy.requests()
      await aWhile()
      expect(proxy.requests()).toBe(quiet)
    }
  })
})

describe('the core', () => {
  it('tells every window of the seal by the connection’s name', async () => {
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
