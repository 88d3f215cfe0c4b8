/** Every call of the contract against a server that repeats its input: no credential crosses to the window. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsByName } from '../../../electron/contract/contract.ts'
import { echoingVault, keys, type EchoingVault } from './echoingVault.ts'
import { random } from '../../features/random.ts'
import { sampleInput } from '../calls/sampleInput.ts'
import { allowed, codeOf, draftOf, signInWith, startCore, value, type TestCore } from '../../features/startCore.ts'

const token = 'hvs.CAESIJtheperson0wnT0kenThatNobodyElseMaySee12345678-_abcdEFGH'
const passphrase = 'a passphrase of a test'
/** Calls that exist to deliver a credential. Consent is refused here, so that the first two deliver nothing either. */
const delivers = new Set(['server.revealCeremonyItem', 'server.saveCeremonyItem', 'server.exportCeremony'])
/** Made last, in this order: no call is possible afterwards. */
const last = ['session.signOut', 'custody.removeAll', 'connections.remove', 'app.lock', 'app.recover']
/** They would build a server or change the passphrase; they send nothing to a Vault. */
const left = new Set(['practice.start', 'app.keepInPassphraseFile', 'app.changePassphrase', 'app.unlock'])
const names = [...callsByName.keys()].filter((name) => !last.includes(name) && !left.has(name))

let seed = 1
/** Chooses by `seed`, which differs in each run. */
let next = random(seed)
const pick = (from: number): number => next(from)

let test: TestCore
let vault: EchoingVault
let profileId = ''
let ceremonyId = ''
const accepted = new Set<string>()
const answered = new Set<string>()
/** Calls that were refused before they reached the server. */
const unsent = new Set<string>()
const broken = new Set<string>()

beforeAll(async () => {
  vault = await echoingVault(pick)
  let allows = true
  test = await startCore({ deps: { askConsent: async (request) => allows && allowed(request) } })
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  allows = false
  profileId = (await value(test.client.connections.add({ profile: draftOf(vault.address, 'another') }))).id
  await refresh()
})
afterAll(async () => {
  await test.stop()
  await vault[Symbol.asyncDispose]()
})

/** Signs in, with stored shares and an unfinished ceremony, regardless of the calls before. */
async function refresh(): Promise<void> {
  vault.echoes = false
  if ((await value(test.client.session.identity({ profileId }))) === null) await signInWith(test, profileId, token)
  if ((await value(test.client.server.kept({ profileId }))).shares === 0) {
    await value(test.client.custody.setSharePolicy({ profileId, sharePolicy: 'practice', acknowledgedFor: 'another' }))
    vault.isNew = true
    ceremonyId = (await value(test.client.server.initialize({ profileId, shares: 2, threshold: 2 }))).id
    vault.isNew = false
    const kept = { ceremonyId, shares: [1, 2], rootToken: true, acknowledgedFor: 'another' }
    await value(test.client.server.keepCeremony(kept))
  }
  vault.echoes = true
}

function valueOf(call: string) {
  const [topic = ''] = call.split('.')
  const ofKubernetes = topic.startsWith('kubernetes')
  const known: Readonly<Record<string, unknown>> = {
    profileId,
    ceremonyId,
    mount: ofKubernetes ? 'kubernetes/' : 'secret/',
    path: 'app',
    folder: pick(2) === 0 ? '' : 'a/',
    confirm: topic === 'policies' ? 'sample' : topic === 'kv' ? 'app' : topic === 'server' ? 'test' : 'kubernetes/',
    profile: draftOf(vault.address, 'another'),
    order: [profileId],
    addresses: [vault.address],
    address: vault.address,
    policy: 'sample',
    deleteVersionAfter: call === 'kv.changeMetadata' ? 1 : '1h',
    defaultLeaseTtl: '1h',
    maxLeaseTtl: '1h',
    share: keys.shares[0],
    credentials: { method: 'token', token },
    url: 'https://developer.hashicorp.com/vault',
    json: '"sample"',
    threshold: 1,
    shares: call === 'server.initialize' ? 1 : [1],
    remove: ['other'],
    source: call.startsWith('server') ? { by: 'kept' } : { kind: 'given', id: '00000000-0000-4000-8000-000000000000' },
    ...Object.fromEntries(
      ['id', 'handle', 'tokenId', 'readId', 'watchId', 'exportId'].map((name) => [
        name,
        '00000000-0000-4000-8000-000000000000',
      ]),
    ),
  }
  return (name: string): unknown => {
    if (name === 'confirm' && topic === 'mounts') return 'secret/'
    if (name === 'id' && call === 'policies.earlierText') return 'sample'
    if (name === 'path' && call === 'places.keepOpen') return 'a/'
    if (name === 'content' && call === 'server.readKeyFile') return JSON.stringify({ keys: keys.shares })
    if (name === 'more' && topic === 'kubernetes') return []
    if (name === 'keepIn') return { how: 'sealed' }
    return Object.hasOwn(known, name) ? known[name] : undefined
  }
}

/** Makes a call, a stream for a moment; returns what crossed. */
async function crossing(name: string): Promise<string> {
  const named = callsByName.get(name)
  if (named === undefined) throw new Error(`there is no ${name}`)
  const spec = 'load' in named ? await named.load() : named
  const before = test.crossed.length
  const input = sampleInput(spec, valueOf(name), pick)
  const signal = AbortSignal.timeout(spec.kind === 'stream' ? 60 : 5000)
  const results: unknown[] = []
  const result =
    spec.kind === 'stream'
      ? await test.core.stream(name, input, (item) => void results.push(item), { signal })
      : await test.core.call(name, input, { signal })
  if (result.ok || result.error.code !== 'invalid-input') accepted.add(name)
  if (result.ok) answered.add(name)
  else if (result.error.code === 'another-cluster') unsent.add(name)
  else if (result.error.code === 'internal') broken.add(name)
  return JSON.stringify([...results, result, ...test.crossed.slice(before)])
}

/** Pieces of a credential that must not appear anywhere, in either letter case: hex needs twice as many characters. */
const hexOf = (share: string) => Buffer.from(share, 'base64').toString('hex')
const pieces = [
  ...[token, keys.rootToken, ...keys.shares].map((credential) => credential.slice(0, 24).toLowerCase()),
  ...keys.shares.map((share) => hexOf(share).slice(0, 40)),
]

function expectClean(name: string, crossed: string): void {
  const text = crossed.toLowerCase()
  expect(
    pieces.findIndex((piece) => text.includes(piece)),
    `a credential crossed by ${name} (seed ${seed})`,
  ).toBe(-1)
}

describe('@boundary a server that repeats every credential', () => {
  it('sends the window none of them, through any call', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.shuffledSubarray(names, { minLength: names.length }), async (start, calls) => {
        seed = start
        next = random(seed)
        for (const name of calls) {
          await refresh()
          const crossed = await crossing(name)
          if (!delivers.has(name)) expectClean(name, crossed)
        }
      }),
      { numRuns: 6 },
    )
    // The calls were made, and not refused for their inputs; most returned an answer.
    expect(names.filter((name) => !accepted.has(name))).toEqual([])
    expect([...unsent]).toEqual([])
    // A call without a handler would be listed here.
    expect([...broken]).toEqual([])
    expect(answered.size).toBeGreaterThan(60)
  }, 300_000)

  it('sends none of them after the sign-out or after the lock', async () => {
    for (const name of last) {
      vault.echoes = true
      expectClean(name, await crossing(name))
    }
    expect(await codeOf(test.client.kv.list({ profileId, mount: 'secret/', folder: '' }))).toBe('locked')
  })
})
