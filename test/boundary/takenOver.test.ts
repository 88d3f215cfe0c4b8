/**
 * A compromised window tries every call of the contract, by itself and after every other call that changes something.
 * Every consent is refused. No token, key share, file or program's output reaches the window or a server of the
 * attacker; no program runs and no file is created (docs/security.md, "Consent").
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftOf } from '../features/startCore.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../servers/keyring.ts'
import { allCalls, chooser, inputFor, type Call, type Vocabulary } from './inputs.ts'
import { isThorough } from '../servers/thorough.ts'
import { startWorld, type World } from './world.ts'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one that tests can start'
const seed = Number(process.env['STRONGROOM_SEED'] ?? 13)

/** Milliseconds after which a call is abandoned, as by a window that closes. */
const patience = 1500
/** Milliseconds after which a stream is abandoned. */
const patienceWithStreams = 100
/** Calls that destroy what the other calls need to succeed: each comes first in its turn, and never in between. */
const ending = new Set([
  'app.lock',
  'app.recover',
  'connections.remove',
  'connections.update',
  'custody.remove',
  'custody.removeAll',
  'mounts.disable',
  'server.seal',
  'server.stepDown',
  'session.signOut',
  'session.signIn',
])
/** The number of tries of each pair of calls: two with `STRONGROOM_THOROUGH`, each time on other mounts and paths. */
const passes = isThorough ? 2 : 1
/** Rounds, each with its own mount and path. */
const rounds = 6
/** The number of concurrent calls. */
const width = 16

let keyring: TestKeyring
let world: World
let calls: readonly Call[]
/** The IDs from earlier answers that other calls take. */
const learned = new Map<string, Set<string>>()
const lost = new Map<string, string>()
const choose = chooser(seed)
/** How many requests to the attacker were checked. */
let seen = 0

describe.skipIf(missing !== null)(`a taken-over window${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  beforeAll(async () => {
    keyring = await startKeyring()
    Object.assign(process.env, keyring.env)
    world = await startWorld()
    calls = await allCalls()
  })
  afterAll(async () => {
    await world.stop()
    await keyring.stop()
  })

  it('has an input for every call', () => {
    expect(calls.filter((call) => inputFor(call, vocabulary(0), choose) === null).map(({ name }) => name)).toEqual([])
  })

  it('gets nothing through any single call', async () => {
    for (const call of calls) {
      for (let round = 0; round < rounds; round++) await tryCalls([call, call], round)
      await lookOutside(call.name)
      await world.heal()
    }
    expect(takeLost()).toEqual([])
  }, 300_000)

  it('gets nothing through any call after any other one that changes something', async () => {
    const mutations = calls.filter(({ spec }) => spec.kind === 'mutation')
    // A connection can be redirected by several changes, and one is tried at a time.
    const changes = mutations.flatMap((call) =>
      call.name === 'connections.update' ? Array(4).fill(call) : [call],
    ) as Call[]
    const followers = calls.filter(({ name }) => !ending.has(name))
    for (let pass = 0; pass < passes; pass++) {
      for (const [index, first] of changes.entries()) {
        const round = index + pass * 3
        await tryCalls([first, first], round)
        await tryCalls(followers, round)
        await lookOutside(`every call after ${first.name} in round ${round}`)
        await world.heal()
      }
    }
    expect(takeLost()).toEqual([])
  }, 900_000)
})

/** Makes these calls, some concurrently, each with its own input. */
async function tryCalls(some: readonly Call[], round: number): Promise<void> {
  const waiting = some.map((call) => ({ call, input: inputFor(call, vocabulary(round), choose) }))
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, spec } = next.call
      const { core } = world.test
      const options = { signal: AbortSignal.timeout(spec.kind === 'stream' ? patienceWithStreams : patience) }
      const crossed: unknown[] = []
      const result =
        spec.kind === 'stream'
          ? await core.stream(name, next.input, (item) => void crossed.push(item), options)
          : await core.call(name, next.input, options)
      learn(result)
      look(JSON.stringify([result, crossed]), `in the answer to ${name}`, `with ${JSON.stringify(next.input)}`)
    }
  }
  await Promise.all(Array.from({ length: width }, work))
}

function look(text: string, where: string, when: string): void {
  for (const [what, secret] of world.secrets()) {
    // Omits the secret itself from the report.
    if (text.includes(secret)) note(what, where, when.replaceAll(secret, `<${what}>`))
  }
}

async function lookOutside(after: string): Promise<void> {
  for (const request of world.attacker.recorded.slice(seen))
    look(request, 'in a request to the attacker', `after ${after}`)
  seen = world.attacker.recorded.length
  for (const file of await world.takeNewFiles()) note(file, 'is a new file', `after ${after}`)
}

/** Returns the losses since the last call: the first of each kind. */
function takeLost(): readonly string[] {
  const found = [...lost.values()].sort()
  lost.clear()
  return found
}

/** Records a loss, once for each destination. */
function note(what: string, where: string, when: string): void {
  const kind = `${what} ${where}`
  if (!lost.has(kind)) lost.set(kind, `${kind} ${when}`)
}

/** Collects the values of an answer that other calls take: IDs, and digests of commands. */
function learn(value: unknown, name = ''): void {
  if (typeof value === 'string') {
    if (!/^[\w-]{36}$/.test(value) && name !== 'digest') return
    const known = learned.get(name) ?? new Set()
    if (known.size < 20) learned.set(name, known.add(value))
  } else if (Array.isArray(value)) for (const each of value) learn(each, name)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) learn(each, key)
  }
}

/** A matching mount and path for all calls of a round, so that one call finds what another has prepared. */
const places = [
  ['auth/', 'token/lookup-self'],
  ['auth/token/', 'lookup-self'],
  ['secret/', 'webapp/config'],
  ['sys/', 'internal/ui/mounts'],
  ['cubbyhole/', 'response'],
  ['identity/', 'entity/id'],
] as const

function vocabulary(round: number): Vocabulary {
  const { attacker, vault, home } = world
  const profileId = world.profileId()
  const [mount, path] = places[round % places.length] ?? places[0]
  const ids = [...new Set([...learned.values()].flatMap((set) => [...set]))]
  const files = [`${home}/new`, `${home}/.vault-token`, `${home}/.ssh/id_ed25519`, '~/.bash_profile', '~/new.json']
  const addresses = [attacker.address, vault.address]
  const own = [...learned].map(([name, set]): [string, unknown[]] => [name, [...set]])
  return new Map<string, readonly unknown[]>([
    ...own,
    ['', [path, ...files, attacker.address, 'victim']],
    ['uuid', [profileId, ...ids]],
    ['profileId', round % 4 === 3 ? [world.attackerId()] : [profileId]],
    ['profile', redirections()],
    ['run', [...(learned.get('digest') ?? ['none'])]],
    ['address', addresses],
    ['addresses', [attacker.address]],
    ['kubernetesHost', addresses],
    ['proxy', [attacker.address]],
    ['url', addresses],
    ['namespace', ['', 'auth']],
    ['mount', [mount]],
    ['from', [mount]],
    ['to', [mount, 'new/', 'renamed']],
    ['path', [path, mount, ...files]],
    ['folder', ['', ...files]],
    ['context', ['runs', 'reads']],
    ['share', ['A'.repeat(44)]],
    ['confirm', ['victim', mount, path]],
    ['acknowledgedFor', ['victim']],
    ['confirmPath', [mount]],
  ])
}

/** Returns the current connection with one field changed in the attacker's favor. */
function redirections(): readonly object[] {
  const { attacker, vault } = world
  const now = draftOf(vault.address, 'victim')
  const { address } = attacker
  return [now, { ...now, proxy: address }, { ...now, address }, { ...now, skipVerify: true, proxy: address }]
}
