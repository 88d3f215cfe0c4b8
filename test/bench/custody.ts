/** Custody: new keys on their way to the disk, and the nodes of a cluster on their way out of the seal. */
import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createLog } from '../../electron/core/log.ts'
import { createSealedStore } from '../../electron/keychain/sealedStore.ts'
import { draftOf, startCore, value } from '../core/startCore.ts'
import { beginCluster, startCluster } from '../servers/cluster.ts'
import { vaultApi } from '../servers/initialised.ts'
import { temporaryFolder } from '../servers/lifetime.ts'
import { alternately, median, ms, timed, type Benchmark, type Figure } from './benchmark.ts'

/** What a ceremony of five shares comes to as a sealed file, in characters before it is sealed. */
const ceremony = JSON.stringify({
  version: 1,
  id: crypto.randomUUID(),
  keys: Array.from({ length: 5 }, () => 'ab'.repeat(33)),
  keysBase64: Array.from({ length: 5 }, () => Buffer.alloc(33, 7).toString('base64')),
  places: [],
  rootToken: `hvs.${'a'.repeat(24)}`,
})

/**
 * A sealed write of a ceremony that is not there yet, against the same bytes written into a new file without any care:
 * file and folder flushed, since a new file whose folder is not flushed may be gone after a power cut.
 */
async function sealing(): Promise<Figure> {
  const folder = await temporaryFolder('bench')
  const store = createSealedStore({ folder: join(folder, 'sealed'), keychain: null, log: createLog(null) })
  await store.open()
  // The passphrase is derived once here, and not measured.
  await store.usePassphrase('a passphrase of a benchmark')
  const bytes = Buffer.alloc(Buffer.byteLength(ceremony) + 33, 1)
  let count = 0
  const flushed = async (path: string, flags: 'wx' | 'r', content?: Buffer): Promise<void> => {
    const handle = await open(path, flags, 0o600)
    if (content !== undefined) await handle.writeFile(content)
    await handle.sync()
    await handle.close()
  }
  const fileAlone: number[] = []
  const { a, b } = await alternately(
    () => store.write(`ceremony:${count++}`, ceremony),
    async () => {
      fileAlone.push(await timed(() => flushed(join(folder, `bare-${count++}`), 'wx', bytes)))
      await flushed(folder, 'r')
    },
    200,
  )
  store.lock()
  await rm(folder, { recursive: true, force: true })
  const note = `sealed ${ms(a)}, bare ${ms(b)} (${ms(median(fileAlone))} before its folder is flushed)`
  return { name: 'custody-seal', ratio: a / b, goal: 2, note }
}

/** Milliseconds that a packet is on its way: nodes of a cluster are other computers. */
const onTheWay = 10

/** The way to a server, with the time that a network takes. */
async function withNetwork(port: number): Promise<{ readonly address: string; stop(): void }> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => setTimeout(() => to.writable && to.write(data), onTheWay))
      from.on('close', () => setTimeout(() => to.destroy(), onTheWay))
      from.on('error', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${own}`, stop: () => server.close() }
}

/** All five nodes at once, against the slowest of them alone. */
async function unsealing(): Promise<Figure> {
  const [cluster, test] = await Promise.all([startCluster(5), startCore()])
  const keys = await beginCluster(cluster)
  for (const node of cluster.nodes.slice(1)) {
    for (const key of keys.keys.slice(0, keys.threshold)) await vaultApi(node, 'PUT', 'sys/unseal', { body: { key } })
  }
  await cluster.voting(keys.rootToken)
  const ways = await Promise.all(cluster.nodes.map(({ port }) => withNetwork(port)))
  const addresses = ways.map(({ address }) => address)
  const source = { by: 'file', content: JSON.stringify({ unseal_keys_b64: keys.keys }) } as const
  const profiles: string[] = []
  for (const address of addresses) {
    profiles.push((await value(test.client.connections.add({ profile: draftOf(address, address) }))).id)
  }
  const whole = (await value(test.client.connections.add({ profile: draftOf(addresses[0] ?? '', 'all') }))).id
  await value(test.client.server.setNodes({ profileId: whole, addresses }))
  const unseal = async (profileId: string): Promise<void> => {
    const outcomes = await value(test.client.server.unsealNodes({ profileId, source }))
    const sealed = outcomes.find(({ progress }) => progress?.sealed !== false)
    if (sealed !== undefined) throw new Error(`a node stayed sealed: ${sealed.error?.message}`)
  }
  const sealAll = () => Promise.all(cluster.nodes.map((node) => node.restart()))
  const all: number[] = []
  const slowest: number[] = []
  for (let round = 0; round < 7; round++) {
    await sealAll()
    all.push(await timed(() => unseal(whole)))
    await sealAll()
    const alone: number[] = []
    for (const profileId of profiles) alone.push(await timed(() => unseal(profileId)))
    slowest.push(Math.max(...alone))
  }
  for (const way of ways) way.stop()
  await Promise.all([cluster.stop(), test.stop()])
  const [a, b] = [median(all), median(slowest)]
  return {
    name: 'custody-unseal-nodes',
    ratio: a / b,
    goal: 1.5,
    note: `5 nodes ${ms(a)}, the slowest alone ${ms(b)}, each ${onTheWay} ms away`,
  }
}

export const custody: Benchmark = {
  name: 'custody',
  run: async () => [await sealing(), await unsealing()],
}
