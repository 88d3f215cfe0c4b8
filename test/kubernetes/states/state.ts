/** A real state of the servers in which a pod signs in, with the reasons that the doctor must and must not report. */
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'
import type { ClusterAccess } from '../../../electron/contract/kubeconfig.ts'
import type { Reason, ReasonCode, Trial } from '../../../electron/contract/kubernetesDoctor.ts'
import { value } from '../../features/startCore.ts'
import { vaultApi } from '../../servers/initialized.ts'
import type { Pair } from '../../servers/certificates.ts'
import type { TestKubernetes } from '../../servers/kubernetes.ts'
import type { Product } from '../../servers/vault.ts'
import { configureKubernetes, writeRole } from '../../servers/kubernetesAuth.ts'
import { webappRole, type DoctorWorld } from '../doctorWorld.ts'
import { claimsOf, clusterKey, signedJwt } from '../tokens.ts'

export type Json = Readonly<Record<string, unknown>>

/** Less evidence than all: only the kubeconfig's cluster, only the check of the address, or neither. */
export const lessEvidence = ['cluster', 'look', 'none'] as const
export type With = 'all' | (typeof lessEvidence)[number]

export interface Attempt {
  /** Default: a valid one of `default/vault`. */
  readonly token?: string
  readonly mount?: string
  readonly role?: string
  /** Default: the admin of the mount's cluster. */
  readonly access?: ClusterAccess
}

export interface State {
  /** The state, as the end of "a sign-in …". */
  readonly name: string
  readonly make: (world: StateWorld) => Promise<Attempt>
  /** The first reason, with all evidence; null if the sign-in works. */
  readonly first: ReasonCode | null
  /** Exactly these reasons are certain with all evidence. */
  readonly certain: readonly ReasonCode[]
  /** Other true reasons of this state, in addition to `first` and `certain`: no other reason may be certain. */
  readonly true?: readonly ReasonCode[]
  /** Reasons that are never listed with all evidence. */
  readonly excluded?: readonly ReasonCode[]
  readonly evidence?: Reason['evidence']
  readonly doubts?: Trial['doubts']
  /** The state is consumed by one sign-in: the other kinds of evidence are skipped. */
  readonly isOnce?: boolean
  readonly cluster?: 'same' | 'other' | 'unknown'
  /** Only on this product; the other one refuses the state. */
  readonly product?: Product
}

export interface Passed {
  readonly path: string
  readonly authorization: string
  readonly body: string
  readonly answer: string
}

export interface StateWorld extends DoctorWorld {
  /** Another cluster, with the same issuer and the same names. */
  readonly other: TestKubernetes
  /** A valid token of `default/vault`. */
  readonly jwt: string
  /** Enables and configures a mount with the role `webapp`; `settings` in addition to the usual ones. */
  readonly newMount: (settings?: Json, role?: Json) => Promise<string>
  /** Writes a role at `kubernetes/`, in addition to the settings of `webapp`. */
  readonly newRole: (settings: Json) => Promise<string>
  /** Returns a valid token with these claims replaced, signed by the cluster. */
  readonly signed: (changes: Json, header?: Json) => Promise<string>
  /** A name that no other state uses. */
  readonly newName: () => string
  /** Serves HTTPS with a certificate; `answer` null: forwards requests to the API server. Returns the address. */
  readonly serve: (pair: Pair, answer: { readonly status: number; readonly body: string } | null) => Promise<string>
  /** The requests that arrived at the servers of `serve` and were forwarded. */
  readonly passed: readonly Passed[]
  /** Removes what the states have started. */
  readonly end: () => Promise<void>
}

export function stateWorld(world: DoctorWorld, other: TestKubernetes, jwt: string): StateWorld {
  const { vault, root, kubernetes } = world
  let count = 0
  const servers: Server[] = []
  const passed: Passed[] = []
  const newName = () => `state-${++count}`
  return {
    ...world,
    other,
    jwt,
    newName,
    passed,
    newMount: async (settings = {}, role = {}) => {
      const name = newName()
      await vaultApi(vault, 'POST', `sys/auth/${name}`, { token: root, body: { type: 'kubernetes' } })
      await configureKubernetes(vault, root, kubernetes, name, settings)
      await writeRole(vault, root, 'webapp', { ...webappRole, ...role }, name)
      return `${name}/`
    },
    newRole: async (settings) => {
      const name = newName()
      await writeRole(vault, root, name, { ...webappRole, ...settings })
      return name
    },
    signed: async (changes, header) =>
      signedJwt({ ...claimsOf(jwt), ...changes }, await clusterKey(kubernetes), header),
    serve: async ({ certPem, keyPem }, answer) => {
      const agent = new Agent({ connect: { ca: kubernetes.caPem } })
      const server = createServer({ cert: certPem, key: keyPem }, (asked, reply) => {
        void (async () => {
          const chunks: Buffer[] = []
          for await (const chunk of asked) chunks.push(chunk as Buffer)
          if (answer !== null) return reply.writeHead(answer.status).end(answer.body)
          const { method = 'GET', url = '/', headers } = asked
          const { authorization = '', accept = 'application/json' } = headers
          const body = Buffer.concat(chunks)
          const answered = await request(`${kubernetes.address}${url}`, {
            method: method as 'GET' | 'POST',
            dispatcher: agent,
            headers: { 'content-type': 'application/json', accept, ...(authorization !== '' && { authorization }) },
            ...(method === 'POST' && { body }),
          })
          const text = await answered.body.text()
          passed.push({ path: url, authorization, body: body.toString(), answer: text })
          return reply.writeHead(answered.statusCode).end(text)
        })()
      })
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    end: async () => {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Signs in once, with this evidence. */
export async function trialOf(world: StateWorld, attempt: Attempt, evidence: With): Promise<Trial> {
  const { profileId, test } = world
  const { token = world.jwt, mount = 'kubernetes/', role = 'webapp', access = world.access } = attempt
  const { id } = await value(test.client.kubernetesDoctor.takeToken({ profileId, jwt: token }))
  if (id === null) throw new Error('the token cannot be used')
  return value(
    test.client.kubernetesDoctor.tryLogin({
      profileId,
      tokenId: id,
      mount,
      role,
      look: evidence === 'all' || evidence === 'look',
      ...((evidence === 'all' || evidence === 'cluster') && { access }),
    }),
  )
}

export const certainOf = ({ reasons }: Trial): ReasonCode[] =>
  reasons.filter(({ certainty }) => certainty === 'certain').map(({ code }) => code)
