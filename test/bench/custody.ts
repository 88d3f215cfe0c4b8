/** Custody: writing new keys to the disk, and unsealing the nodes of a cluster. */
import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fillPreallocatedFile, preallocateFile } from '../../electron/base/files/preallocatedFile.ts'
import { answerSealer, newAnswerKeys } from '../../electron/storage/keychain/answerSeal.ts'
import { draftOf, startCore, value } from '../features/startCore.ts'
import { beginCluster, startCluster } from '../servers/cluster.ts'
import { vaultApi } from '../servers/initialized.ts'
import { temporaryFolder } from '../servers/lifetime.ts'
import { median, ms, timed, type Benchmark, type Figure } from './benchmark.ts'

/** The answer of a server to an initialization with five shares. */
const answer = JSON.stringify({
  keys: Array.from({ length: 5 }, () => 'ab'.repeat(33)),
  keysBase64: Array.from({ length: 5 }, () => Buffer.alloc(33, 7).toString('base64')),
  recoveryKeys: [],
  recoveryKeysBase64: [],
  rootToken: `hvs.${'a'.repeat(24)}`,
})

/**
 * The time from the answer of a server until it is sealed on the disk, compared with the same bytes written into a new
 * file: created, written, flushed, closed. The note also shows what this comparison omits: the flush of that file's
 * folder, without which the file may be lost in a power cut, and the file and the key that are created before the
 * request.
 */
async function sealing(): Promise<Figure> {
  const folder = await temporaryFolder('bench')
  const { publicKey } = newAnswerKeys()
  const plain = Buffer.from(answer)
  const bytes = answerSealer(publicKey, 'answer')(plain)
  const times = { sealed: [] as number[], bare: [] as number[], bareFolder: [] as number[], place: [] as number[] }
  for (let round = 0; round < 400; round++) {
    const [place, path] = [join(folder, `place-${round}`), join(folder, `bare-${round}`)]
    const started = performance.now()
    const sealer = answerSealer(publicKey, 'answer')
    await preallocateFile(place, 5 * 1024)
    const placed = performance.now() - started
    const seal = () => timed(() => fillPreallocatedFile(place, sealer(plain)))
    const write = () => timed(() => flushed(path, 'wx', bytes))
    // Alternates which one is first, so that neither always runs after the other's garbage.
    const first = round % 2 === 0 ? await seal() : await write()
    const second = round % 2 === 0 ? await write() : await seal()
    const [sealed, bare] = round % 2 === 0 ? [first, second] : [second, first]
    const bareFolder = bare + (await timed(() => flushed(folder, 'r')))
    // The first rounds are a warm-up.
    if (round < 200) continue
    for (const [name, time] of Object.entries({ sealed, bare, bareFolder, place: placed })) {
      times[name as keyof typeof times].push(time)
    }
  }
  await rm(folder, { recursive: true, force: true })
  const sealed = median(times.sealed)
  const bare = median(times.bare)
  const bareFolder = median(times.bareFolder)
  const whole = sealed + median(times.place)
  return {
    name: 'custody-seal',
    ratio: sealed / bare,
    goal: 2,
    note:
      `sealed ${ms(sealed)} after the answer, bare ${ms(bare)}, with its folder ${ms(bareFolder)}; ` +
      `with what is made before: ${ms(whole)}, ${(whole / bareFolder).toFixed(2)} of bare with its folder, ${(whole / bare).toFixed(2)} of bare`,
  }
}

async function flushed(path: string, flags: 'wx' | 'r', content?: Buffer): Promise<void> {
  const handle = await open(path, flags, 0o600)
  if (content !== undefined) await handle.writeFile(content)
  await handle.sync()
  await handle.close()
}

/** Milliseconds that a packet takes: nodes of a cluster are other computers. */
const onTheWay = 10

/** A connection to a server, delayed like a network. */
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

/** All five nodes at once, compared with the slowest of them. */
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
