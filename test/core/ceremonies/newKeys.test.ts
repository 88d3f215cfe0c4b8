/** Initializing a server: what is checked and asked first, and what remains after a failure. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKey } from 'openpgp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeepIn } from '../../../electron/contract/ceremony.ts'
import { createClusterMemory } from '../../../electron/core/status/clusterMemory.ts'
import { initializeServer } from '../../../electron/core/ceremonies/newKeys.ts'
import type { Services } from '../../../electron/core/services.ts'
import type { WitnessProgram } from '../../../electron/core/ceremonies/witness.ts'
import { wayOf } from '../../../electron/storage/profiles/way.ts'
import { custodyWorld, draftTo, type CustodyWorld } from '../custody/custodyWorld.ts'

const share = Buffer.alloc(33, 7)
const honest = { keys: [share.toString('hex')], keys_base64: [share.toString('base64')], root_token: 'hvs.root' }
const missingProgram: WitnessProgram = { program: '/nowhere/witness', words: [] }
const realWitness: WitnessProgram = {
  program: process.execPath,
  words: [join(import.meta.dirname, '../../../electron/witness.ts')],
}

let world: CustodyWorld
let server: Server
let answer: object | null
let bodies: unknown[]
let nudged: string[]
let notedFiles: string[]
let lines: string[]
/** Called when the request to initialize arrives. */
let onAsked: () => Promise<void>
let profileId: string
beforeEach(async () => {
  answer = honest
  bodies = []
  nudged = []
  notedFiles = []
  lines = []
  onAsked = async () => undefined
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.method !== 'PUT') {
        const initialized = answer === null
        response.end(JSON.stringify({ initialized, sealed: true, type: 'shamir', t: 0, n: 0, progress: 0 }))
        return
      }
      bodies.push(JSON.parse(body))
      void onAsked().then(() => response.end(JSON.stringify(answer)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await world.stop()
})

async function start({ inMemory = false, witness }: { inMemory?: boolean; witness?: WitnessProgram } = {}) {
  world = await custodyWorld({ inMemory })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  profileId = (await world.profiles.add(draftTo(address))).id
  const note = (_fields: unknown, message: string) => void lines.push(message)
  const services = {
    ...world.services,
    deps: { witness },
    log: { debug: note, info: note, warn: note, error: note },
    statusPoller: { nudge: (id: string) => nudged.push(id) },
    clusterMemory: createClusterMemory(world.store),
    chosenFiles: async () => ({ path: (kind: string, handle: string) => join(world.folder, kind, handle) }),
    writtenFiles: async () => ({ note: async (path: string) => void notedFiles.push(path) }),
  } as unknown as Services
  await mkdir(join(world.folder, 'keys'))
  return {
    services,
    initialize: (keepIn: KeepIn, more: { pgpKeys?: string[]; rootTokenPgpKey?: string | null } = {}) =>
      initializeServer(services, {
        profileId,
        shares: 1,
        threshold: 1,
        pgpKeys: [],
        rootTokenPgpKey: null,
        keepIn,
        ...more,
      }),
  }
}
const [sealed, memory, file] = [{ how: 'sealed' }, { how: 'memory' }, { how: 'file', handle: 'keys.json' }] as const
const inFile = () => readFile(join(world.folder, 'keys', 'keys.json'), 'utf8')

describe('a server that is initialized', () => {
  it('passes its keys to a ceremony that is bound to its way', async () => {
    const { services, initialize } = await start()
    await services.clusterMemory.compare(profileId, 'way', { clusterId: 'a', clusterName: 'a' }, true)
    const ceremony = await initialize(sealed)
    const way = wayOf(await world.profiles.get(profileId))
    expect(ceremony).toMatchObject({
      profileId,
      shares: 1,
      threshold: 1,
      places: [],
      pgpShares: [],
      pgpRootToken: null,
      sealedOnDisk: true,
    })
    expect(await world.ceremonies.open(ceremony.id)).toMatchObject({
      rootToken: 'hvs.root',
      address: way.facts.address,
      way: way.id,
    })
    expect([...(await world.ways.facts(profileId)).keys()]).toEqual([way.id])
    expect([nudged, lines, notedFiles]).toEqual([[profileId], [], []])
    expect(bodies).toEqual([{ secret_shares: 1, secret_threshold: 1 }])
    // From now on the server is a different cluster.
    expect(await world.store.read(`cluster:${profileId}`)).toBeNull()
  })

  it('is asked only if its keys can be stored', async () => {
    const { initialize } = await start({ inMemory: true })
    await expect(initialize(sealed)).rejects.toMatchObject({ code: 'keychain-unavailable' })
    expect([bodies, nudged]).toEqual([[], []])
    expect(await initialize(memory)).toMatchObject({ sealedOnDisk: false })
    expect(nudged).toEqual([profileId])
  })

  it('is reported with its error, and leaves no ceremony', async () => {
    answer = null
    const { initialize } = await start()
    await expect(initialize(sealed)).rejects.toMatchObject({ code: 'already-initialized' })
    expect([await world.ceremonies.of(profileId), nudged]).toEqual([null, [profileId]])
  })
})

describe('new keys for a file', () => {
  it('are written to it when they arrive, and the file is their place', async () => {
    const { initialize } = await start()
    let before: number | undefined
    onAsked = async () => {
      before = (await stat(join(world.folder, 'keys', 'keys.json'))).size
    }
    const { places, shares } = await initialize(file)
    const where = join(world.folder, 'keys', 'keys.json')
    // The file exists before the server is asked.
    expect([before, notedFiles, shares]).toEqual([0, [where], 1])
    expect(places.map((place) => [place.item, place.way, place.where])).toEqual([
      [1, 'file', where],
      ['root-token', 'file', where],
    ])
    expect(JSON.parse(await inFile())).toMatchObject({ unseal_keys_b64: honest.keys_base64, root_token: 'hvs.root' })
  })

  it('are not requested if the file already exists', async () => {
    const { initialize } = await start()
    await writeFile(join(world.folder, 'keys', 'keys.json'), 'not ours')
    await expect(initialize(file)).rejects.toMatchObject({ code: 'invalid-input' })
    expect([bodies, await inFile()]).toEqual([[], 'not ours'])
  })

  it('leave no empty file if the server refuses', async () => {
    answer = null
    const { initialize } = await start()
    await expect(initialize(file)).rejects.toMatchObject({ code: 'already-initialized' })
    expect(await readdir(join(world.folder, 'keys'))).toEqual([])
  })

  it('that are not keys are stored only in the ceremony', async () => {
    answer = { ...honest, root_token: '$(id)' }
    const { initialize } = await start()
    expect(await initialize(file)).toMatchObject({ places: [], found: [1, 'root-token', 'answer'] })
    expect(await readdir(join(world.folder, 'keys'))).toEqual([])
    expect(lines).toContain('new keys could not be written down when they came')
  })

  it('do not remove a file that another program has written in between', async () => {
    answer = { ...honest, root_token: '$(id)' }
    const { initialize } = await start()
    onAsked = () => writeFile(join(world.folder, 'keys', 'keys.json'), 'not ours')
    await initialize(file)
    expect(await inFile()).toBe('not ours')
  })
})

describe('new keys for PGP keys', () => {
  const make = async (name: string) => {
    const { publicKey } = await generateKey({ type: 'curve25519', userIDs: [{ name }], format: 'object' })
    return { text: publicKey.armor(), fingerprint: publicKey.getFingerprint().toUpperCase() }
  }

  it('name the people of each share and of the root token', async () => {
    const [ann, bob] = [await make('Ann'), await make('Bob')]
    answer = { ...honest, root_token: 'YWJj' }
    const { initialize } = await start()
    const ceremony = await initialize(sealed, { pgpKeys: [ann.text], rootTokenPgpKey: bob.text })
    expect(ceremony).toMatchObject({
      pgpShares: [{ userIds: ['Ann'], fingerprint: ann.fingerprint }],
      pgpRootToken: { userIds: ['Bob'], fingerprint: bob.fingerprint },
      found: null,
    })
    expect(bodies).toEqual([
      {
        secret_shares: 1,
        secret_threshold: 1,
        pgp_keys: [expect.stringMatching(/^[A-Za-z0-9+/]{100,}={0,2}$/)],
        root_token_pgp_key: expect.stringMatching(/^[A-Za-z0-9+/]{100,}={0,2}$/),
      },
    ])
  })

  it.each([{ pgpKeys: ['not a key'] }, { rootTokenPgpKey: 'not a key' }])('are not requested with %j', async (keys) => {
    const { initialize } = await start()
    await expect(initialize(sealed, keys)).rejects.toMatchObject({ code: 'pgp-key-unusable' })
    expect(bodies).toEqual([])
  })
})

describe('the witness of an initialization', () => {
  const withoutWitness = 'no witness started; the core sends the request itself'

  it('asks the server and returns its answer', async () => {
    const { initialize } = await start({ witness: realWitness })
    const { id } = await initialize(file)
    expect(await world.ceremonies.open(id)).toMatchObject({ rootToken: 'hvs.root' })
    expect(JSON.parse(await inFile())).toMatchObject({ root_token: 'hvs.root' })
    expect(lines).toEqual([])
  })

  it('returns what the server refused', async () => {
    answer = null
    const { initialize } = await start({ witness: realWitness })
    await expect(initialize(sealed)).rejects.toMatchObject({ code: 'already-initialized' })
  })

  it.each<[string, boolean, KeepIn, boolean]>([
    ['for sealed keys', false, sealed, true],
    ['for keys in a file', false, file, true],
    ['for keys in a file without a keychain', true, file, true],
    ['not for keys in memory only', true, memory, false],
  ])('is started %s', async (_what, inMemory, keepIn, isStarted) => {
    const { initialize } = await start({ inMemory, witness: missingProgram })
    const { id } = await initialize(keepIn)
    expect(await world.ceremonies.open(id)).toMatchObject({ rootToken: 'hvs.root' })
    expect(lines).toEqual(isStarted ? [withoutWitness] : [])
  })
})
