/** A real core with its own folders, used like a window does: calls by name, answers as results. */
import { join } from 'node:path'
import { contract, type Client } from '../../electron/contract/contract.ts'
import type { Result } from '../../electron/contract/result.ts'
import type { FileKind } from '../../electron/contract/files.ts'
import type { NodeOutcome } from '../../electron/contract/seal.ts'
import type { UnsealProgress } from '../../electron/contract/server.ts'
import type { ConsentAct, ConsentAnswer } from '../../electron/core/consent/act.ts'
import { type ClusterMemory, createClusterMemory } from '../../electron/core/status/clusterMemory.ts'
import type { ConsentRequest } from '../../electron/core/consent/consent.ts'
import { createCore, type Core, type CoreDeps } from '../../electron/features/createCore.ts'
import { noKeyring } from '../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

export interface TestCore {
  readonly core: Core
  readonly client: Client
  /** Everything that crossed to the window so far, as JSON text: answers and stream items. */
  readonly crossed: readonly string[]
  /** The acts that needed consent so far; every one is allowed, unless the test passes its own `askConsent`. */
  readonly consents: readonly ConsentAct[]
  readonly folder: string
  /** Returns a handle for this path, as if a user had chosen it in the dialog. */
  handleOf(kind: FileKind, path: string): Promise<string>
  stop(): Promise<void>
}

export interface StartCoreOptions {
  /** The folder of an earlier start. */
  readonly folder?: string
  /** Without dialogs for files, as in the browser shell. */
  readonly withoutDialog?: boolean
  readonly deps?: Partial<CoreDeps>
}

/** What users type in these tests if a question asks for a passphrase. */
const typedPassphrase = 'a passphrase of a test'

/** Returns the answer of a user who allows an act. */
export const allowed = ({ fields }: Pick<ConsentRequest, 'fields'>): ConsentAnswer =>
  fields.length === 0 || { typed: fields.map(() => typedPassphrase) }

/** Starts a core without a keychain, unless the test has set one in `process.env`. */
export async function startCore({
  folder: given,
  withoutDialog = false,
  deps,
}: StartCoreOptions = {}): Promise<TestCore> {
  const folder = given ?? (await temporaryFolder('core'))
  process.env['DBUS_SESSION_BUS_ADDRESS'] ??= noKeyring['DBUS_SESSION_BUS_ADDRESS']
  const consents: ConsentAct[] = []
  let chosenPath: string | null = null
  const core = await createCore({
    shell: 'loopback',
    version: '0.0.0',
    folders: { config: join(folder, 'config'), data: join(folder, 'data'), cache: join(folder, 'cache') },
    environment: {},
    askConsent: async (request) => {
      consents.push(request.act)
      return allowed(request)
    },
    ...(!withoutDialog && { chooseFile: () => Promise.resolve(chosenPath) }),
    ...deps,
  })
  const crossed: string[] = []
  const client = clientOf(core, (value) => crossed.push(JSON.stringify(value)))
  return {
    core,
    client,
    handleOf: async (kind, path) => {
      chosenPath = path
      const chosen = await value(client.files.choose({ kind }))
      chosenPath = null
      return chosen?.handle ?? ''
    },
    crossed,
    consents,
    folder,
    stop: async () => {
      await core.close()
      if (given === undefined) await removeFolder(folder)
    },
  }
}

function clientOf(core: Core, note: (value: unknown) => void): Client {
  const answer = async (name: string, input: unknown, signal?: AbortSignal) => {
    const result = await core.call(name, input, { signal })
    note(result)
    return result
  }
  const run = (name: string, input: unknown, signal?: AbortSignal) => {
    const waiting: unknown[] = []
    let wake = () => {}
    let ended = false
    const leave = new AbortController()
    const result = core
      .stream(
        name,
        input,
        (item) => {
          note(item)
          waiting.push(item)
          wake()
        },
        { signal: signal === undefined ? leave.signal : AbortSignal.any([signal, leave.signal]) },
      )
      .then((end: Result<unknown>) => {
        ended = true
        note(end)
        wake()
        return end
      })
    return {
      result,
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) {
            while (waiting.length > 0) yield waiting.shift()
            if (ended) return
            await new Promise<void>((resolve) => (wake = resolve))
          }
        } finally {
          leave.abort()
        }
      },
    }
  }
  return Object.fromEntries(
    Object.entries(contract).map(([topic, calls]) => [
      topic,
      Object.fromEntries(
        Object.entries(calls).map(([call, spec]) => [
          call,
          (input: unknown, signal?: AbortSignal) =>
            (spec.kind === 'stream' ? run : answer)(`${topic}.${call}`, input, signal),
        ]),
      ),
    ]),
  ) as unknown as Client
}

/** Returns the value of a successful result; fails the test with the code otherwise. */
export async function value<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${result.error.message} ${result.error.vaultErrors?.join('; ') ?? ''}`)
}

/**
 * Submits shares to all nodes of a connection. Returns the outcome of its own node; `sealed: false` too if it was
 * unsealed.
 */
export async function unsealOwnNode(
  client: Client,
  profileId: string,
  source: Parameters<Client['server']['unsealNodes']>[0]['source'],
): Promise<Result<Pick<UnsealProgress, 'sealed'> & Partial<UnsealProgress>>> {
  return outcomeOfOwnNode(await client.server.unsealNodes({ profileId, source }))
}

/** Resets the submitted shares of all nodes of a connection. Returns the outcome of its own node. */
export async function resetOwnNode(client: Client, profileId: string): Promise<Result<Partial<UnsealProgress>>> {
  return outcomeOfOwnNode(await client.server.resetNodes({ profileId }))
}

function outcomeOfOwnNode(
  result: Result<NodeOutcome[]>,
): Result<Pick<UnsealProgress, 'sealed'> & Partial<UnsealProgress>> {
  if (!result.ok) return result
  const own = result.value.find((outcome) => outcome.own)
  if (own === undefined) throw new Error('the own node is not among the outcomes')
  return own.error === undefined
    ? { ok: true, value: own.progress ?? { sealed: false }, warnings: [] }
    : { ok: false, error: own.error }
}

/** Returns the error code of a failed result. */
export async function codeOf(answer: Promise<Result<unknown>>): Promise<string> {
  const result = await answer
  return result.ok ? 'ok' : result.error.code
}

/** A store of known clusters that is empty and stores nothing. */
export const noClusters = (): ClusterMemory =>
  createClusterMemory({ read: async () => null, write: async () => undefined, remove: async () => undefined })

/** A connection to `address` as a user types it. */
export const draftOf = (address: string, name = 'test') => ({
  name,
  address,
  namespace: '',
  stage: 'none' as const,
  caPem: null,
  clientCertPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
})

/** Signs in with a token. Returns the identity. */
export const signInWith = async ({ client }: Pick<TestCore, 'client'>, profileId: string, token: string) =>
  value(client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: false }))

/** Adds a connection to `address` and signs in there. Returns its ID. */
export async function connectTo(
  test: Pick<TestCore, 'client'>,
  address: string,
  token: string,
  name?: string,
): Promise<string> {
  const { id } = await value(test.client.connections.add({ profile: draftOf(address, name) }))
  await signInWith(test, id, token)
  return id
}
