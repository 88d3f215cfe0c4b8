/** States of the objects that a token is bound to: an account, a pod, a node, a Secret. */
import { clusterKey, signedJwt } from '../tokens.ts'
import type { State, StateWorld } from './state.ts'

/** Creates a separate account with a role that accepts it. */
async function newAccount({ kubernetes, newName, newRole }: StateWorld) {
  const name = newName()
  await kubernetes.serviceAccount('default', name)
  return { name, role: await newRole({ bound_service_account_names: name }) }
}

const uidOf = (object: Readonly<Record<string, unknown>>) => (object['metadata'] as { uid: string }).uid

/** Returns a legacy token, from a Secret. */
export async function legacy(world: StateWorld) {
  const { kubernetes, newRole } = world
  const { name } = await newAccount(world)
  const account = await kubernetes.api('GET', `/api/v1/namespaces/default/serviceaccounts/${name}`)
  const flat = 'kubernetes.io/serviceaccount'
  const claims = {
    iss: 'kubernetes/serviceaccount',
    sub: `system:serviceaccount:default:${name}`,
    [`${flat}/namespace`]: 'default',
    [`${flat}/secret.name`]: `${name}-token`,
    [`${flat}/service-account.name`]: name,
    [`${flat}/service-account.uid`]: uidOf(account),
  }
  const token = signedJwt(claims, await clusterKey(kubernetes))
  await kubernetes.api('POST', '/api/v1/namespaces/default/secrets', {
    metadata: { name: `${name}-token`, annotations: { [`kubernetes.io/service-account.name`]: name } },
    type: 'kubernetes.io/service-account-token',
    data: { token: Buffer.from(token).toString('base64') },
  })
  const role = await newRole({ bound_service_account_names: name, audience: '' })
  return { name, token, role, secret: `/api/v1/namespaces/default/secrets/${name}-token` }
}

async function boundTo({ kubernetes }: StateWorld, account: string, kind: string, name: string): Promise<string> {
  const answer = await kubernetes.api('POST', `/api/v1/namespaces/default/serviceaccounts/${account}/token`, {
    spec: { audiences: [], boundObjectRef: { kind, apiVersion: 'v1', name } },
  })
  return (answer['status'] as { token: string }).token
}

const now = { gracePeriodSeconds: 0 }

export const objectStates: readonly State[] = [
  {
    name: 'of a deleted account',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      const token = await world.kubernetes.token('default', name)
      await world.kubernetes.deleteServiceAccount('default', name)
      return { token, role }
    },
    first: 'service-account-deleted',
    certain: ['service-account-deleted'],
    evidence: ['review', 'objects'],
    excluded: ['other-cluster', 'reviewer-not-allowed'],
  },
  {
    name: 'of an account that was deleted and made again',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      const token = await world.kubernetes.token('default', name)
      await world.kubernetes.deleteServiceAccount('default', name)
      await world.kubernetes.serviceAccount('default', name)
      return { token, role }
    },
    first: 'service-account-deleted',
    certain: ['service-account-deleted'],
  },
  {
    name: 'of a deleted pod',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      await world.kubernetes.pod('default', name, name)
      const token = await world.kubernetes.token('default', name, { pod: name })
      await world.kubernetes.api('DELETE', `/api/v1/namespaces/default/pods/${name}`, now)
      return { token, role }
    },
    first: 'pod-deleted',
    certain: ['pod-deleted'],
    excluded: ['service-account-deleted'],
  },
  {
    name: 'of a pod that was replaced under the same name',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      await world.kubernetes.pod('default', name, name)
      const token = await world.kubernetes.token('default', name, { pod: name })
      await world.kubernetes.api('DELETE', `/api/v1/namespaces/default/pods/${name}`, now)
      await world.kubernetes.pod('default', name, name)
      return { token, role }
    },
    first: 'pod-deleted',
    certain: ['pod-deleted'],
    excluded: ['service-account-deleted'],
  },
  {
    name: 'of a pod that runs',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      await world.kubernetes.pod('default', name, name)
      return { token: await world.kubernetes.token('default', name, { pod: name }), role }
    },
    first: null,
    certain: [],
  },
  {
    name: 'with a token that is bound to a deleted node',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      await world.kubernetes.api('POST', '/api/v1/nodes', { metadata: { name } })
      const token = await boundTo(world, name, 'Node', name)
      await world.kubernetes.api('DELETE', `/api/v1/nodes/${name}`)
      return { token, role }
    },
    first: 'node-deleted',
    certain: ['node-deleted'],
    excluded: ['service-account-deleted'],
  },
  {
    name: 'with a token that is bound to a deleted Secret',
    make: async (world) => {
      const { name, role } = await newAccount(world)
      await world.kubernetes.api('POST', '/api/v1/namespaces/default/secrets', { metadata: { name } })
      const token = await boundTo(world, name, 'Secret', name)
      await world.kubernetes.api('DELETE', `/api/v1/namespaces/default/secrets/${name}`)
      return { token, role }
    },
    first: 'secret-deleted',
    certain: ['secret-deleted'],
    excluded: ['service-account-deleted'],
  },
  {
    name: 'with a token of the old kind',
    make: legacy,
    first: null,
    certain: [],
  },
  {
    name: 'with a token of the old kind whose Secret was deleted',
    make: async (world) => {
      const made = await legacy(world)
      await world.kubernetes.api('DELETE', made.secret)
      return made
    },
    first: 'secret-deleted',
    certain: ['secret-deleted'],
    excluded: ['service-account-deleted', 'other-cluster'],
  },
  {
    name: 'with a token of the old kind whose Secret holds another token',
    make: async (world) => {
      const made = await legacy(world)
      const secret = await world.kubernetes.api('GET', made.secret)
      await world.kubernetes.api('PUT', made.secret, { ...secret, data: { token: 'b3RoZXI=' } })
      return made
    },
    first: 'secret-deleted',
    certain: ['secret-deleted'],
    excluded: ['service-account-deleted'],
  },
  {
    name: 'with a token of the old kind whose account was deleted',
    make: async (world) => {
      const made = await legacy(world)
      await world.kubernetes.deleteServiceAccount('default', made.name)
      return made
    },
    first: 'service-account-deleted',
    certain: ['service-account-deleted'],
    excluded: ['secret-deleted'],
  },
]
