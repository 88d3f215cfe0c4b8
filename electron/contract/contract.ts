/** The whole contract: every call, by topic. Shells and clients are derived from it. */
import type { z } from 'zod'
import { app } from './app.ts'
import { ceremony } from './ceremony.ts'
import { connections } from './connections.ts'
import { consent } from './consent.ts'
import { clipboard } from './clipboard.ts'
import type { cubbyhole } from './cubbyhole.ts'
import { custody } from './custody.ts'
import { later, type CallSpec, type LaterSpec, type StreamSpec } from './define.ts'
import { drafts } from './drafts.ts'
import { files } from './files.ts'
import type { kubeconfig } from './kubeconfig.ts'
import type { kubernetes } from './kubernetes.ts'
import type { kubernetesDoctor } from './kubernetesDoctor.ts'
import { kv as kvContent } from './kv.ts'
import { kvHistory } from './kvHistory.ts'
import type { lost } from './lost.ts'
import { mounts } from './mounts.ts'
import { pgp } from './pgp.ts'
import { places } from './places.ts'
import type { policies } from './policies.ts'
import { practice } from './practice.ts'
import type { Result } from './result.ts'
import { seal } from './seal.ts'
import { server as serverItself } from './server.ts'
import { session } from './session.ts'
import { window } from './window.ts'

const kv = { ...kvContent, ...kvHistory }
const server = { ...serverItself, ...ceremony, ...pgp, ...seal }

export const contract = {
  app,
  connections,
  consent,
  custody,
  lost: later<typeof lost>(
    { list: 'query', restore: 'mutation', remove: 'mutation' },
    async () => (await import('./lost.ts')).lost,
  ),
  server,
  session,
  mounts,
  kv,
  cubbyhole: later<typeof cubbyhole>(
    {
      list: 'query',
      read: 'query',
      reveal: 'mutation',
      saveValue: 'mutation',
      copyValue: 'mutation',
      write: 'mutation',
      remove: 'mutation',
    },
    async () => (await import('./cubbyhole.ts')).cubbyhole,
  ),
  places,
  policies: later<typeof policies>(
    {
      list: 'query',
      read: 'query',
      write: 'mutation',
      remove: 'mutation',
      places: 'query',
      paths: 'query',
      users: 'query',
      earlier: 'query',
      earlierText: 'query',
      trial: 'mutation',
      exportBegin: 'mutation',
      exportPolicy: 'mutation',
      exportText: 'mutation',
    },
    async () => (await import('./policies.ts')).policies,
  ),
  drafts,
  files,
  practice,
  window,
  clipboard,
  kubeconfig: later<typeof kubeconfig>(
    {
      give: 'mutation',
      read: 'query',
      allow: 'mutation',
      cluster: 'query',
      namespaces: 'query',
      serviceAccounts: 'query',
      dryRun: 'mutation',
    },
    async () => (await import('./kubeconfig.ts')).kubeconfig,
  ),
  kubernetes: later<typeof kubernetes>(
    {
      mounts: 'query',
      enable: 'mutation',
      tune: 'mutation',
      disable: 'mutation',
      config: 'query',
      writeConfig: 'mutation',
      lookAtReviewer: 'query',
      forgetReviewer: 'mutation',
      roles: 'stream',
      role: 'query',
      writeRole: 'mutation',
      writeRoles: 'mutation',
      renameRole: 'mutation',
      removeRoles: 'mutation',
      exportRoles: 'mutation',
    },
    async () => (await import('./kubernetes.ts')).kubernetes,
  ),
  kubernetesDoctor: later<typeof kubernetesDoctor>(
    {
      takeToken: 'mutation',
      makeToken: 'mutation',
      revealToken: 'query',
      check: 'query',
      tryLogin: 'mutation',
      revealRead: 'query',
      watch: 'stream',
      endWatch: 'mutation',
    },
    async () => (await import('./kubernetesDoctor.ts')).kubernetesDoctor,
  ),
}
export type Contract = typeof contract

export type Input<S extends CallSpec> = z.input<S['input']>
export type Output<S extends CallSpec> = z.output<S['output']>

/** A running stream: its items arrive one by one, `result` settles when it ends. */
export interface RunningStream<T, O> extends AsyncIterable<T> {
  readonly result: Promise<Result<O>>
}

/** A call as a window sees it. Never throws: a failure is a `Result`. */
export type ClientCall<S extends CallSpec> =
  S extends StreamSpec<infer I, infer T, infer O>
    ? (input: z.input<I>, signal?: AbortSignal) => RunningStream<z.output<T>, z.output<O>>
    : (input: Input<S>, signal?: AbortSignal) => Promise<Result<Output<S>>>

export type Client = {
  readonly [T in keyof Contract]: {
    readonly [C in keyof Contract[T]]: Contract[T][C] extends CallSpec ? ClientCall<Contract[T][C]> : never
  }
}

/** Every call by its name. */
export const callsByName: ReadonlyMap<string, CallSpec | LaterSpec> = new Map(
  Object.entries(contract).flatMap(([topic, calls]) =>
    Object.entries(calls).map(([call, spec]): [string, CallSpec | LaterSpec] => [`${topic}.${call}`, spec]),
  ),
)
