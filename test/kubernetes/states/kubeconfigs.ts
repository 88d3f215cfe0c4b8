/** States of the kubeconfig that is used: of another cluster, without permissions, at another address. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterAccess } from '../../../electron/contract/kubeconfig.ts'
import { value } from '../../features/startCore.ts'
import { createAuthority } from '../../servers/certificates.ts'
import { strangeKeys, claimsOf, signedJwt } from '../tokens.ts'
import type { State, StateWorld } from './state.ts'

async function given({ test }: StateWorld, text: string): Promise<ClusterAccess> {
  const { id } = await value(test.client.kubeconfig.give({ text }))
  return { source: { kind: 'given', id }, context: 'test' }
}
const ofOther = (world: StateWorld) => given(world, world.other.kubeconfig())

/** Returns the kubeconfig of an account without any permission. */
async function poor(world: StateWorld): Promise<ClusterAccess> {
  const name = world.newName()
  await world.kubernetes.serviceAccount('default', name)
  const token = await world.kubernetes.token('default', name)
  return given(world, world.kubernetes.kubeconfig().replace(/token: \S+/, `token: ${token}`))
}

/** Creates a mount whose reviewer is invalid. */
const unreviewed = ({ newMount }: StateWorld) => newMount({ token_reviewer_jwt: 'not a token' })

export const kubeconfigStates: readonly State[] = [
  {
    name: 'with a good token, asked with the kubeconfig of another cluster',
    make: async (world) => ({ mount: await unreviewed(world), access: await ofOther(world) }),
    first: 'reviewer-expired',
    certain: [],
    cluster: 'other',
  },
  {
    name: 'with a token of the cluster of the kubeconfig at a mount of another cluster',
    make: async (world) => ({ token: await world.other.token('default', 'vault'), access: await ofOther(world) }),
    first: 'other-cluster',
    certain: [],
    evidence: ['cluster'],
    cluster: 'other',
  },
  {
    name: 'of an account that only the mount’s cluster has, asked with the kubeconfig of another cluster',
    make: async (world) => {
      const name = world.newName()
      await world.kubernetes.serviceAccount('default', name)
      const role = await world.newRole({ bound_service_account_names: name, token_bound_cidrs: '10.1.2.0/24' })
      return { token: await world.kubernetes.token('default', name), role, access: await ofOther(world) }
    },
    first: 'cidr',
    certain: [],
    cluster: 'other',
  },
  {
    name: 'with a token of an unknown key, asked with the kubeconfig of another cluster',
    make: async (world) => ({
      token: signedJwt(claimsOf(world.jwt), strangeKeys().privateKey),
      access: await ofOther(world),
    }),
    first: 'reviewer-expired',
    certain: [],
    true: ['other-cluster'],
    cluster: 'other',
  },
  {
    name: 'of a deleted account, asked with the kubeconfig of its cluster at a mount of another one',
    make: async (world) => {
      const name = world.newName()
      await world.other.serviceAccount('default', name)
      const token = await world.other.token('default', name)
      await world.other.deleteServiceAccount('default', name)
      return { token, role: await world.newRole({ bound_service_account_names: name }), access: await ofOther(world) }
    },
    first: 'other-cluster',
    certain: [],
    true: ['service-account-deleted'],
    cluster: 'other',
  },
  {
    name: 'with a token of another cluster, asked with a kubeconfig at another address',
    make: async (world) => {
      const authority = await createAuthority()
      const address = await world.serve(await authority.server(), null)
      const ca = Buffer.from(`${authority.certPem}\n${world.kubernetes.caPem}`).toString('base64')
      const text = world.kubernetes
        .kubeconfig()
        .replace(/server: "[^"]*"/, `server: "${address}"`)
        .replace(/certificate-authority-data: \S+/, `certificate-authority-data: ${ca}`)
      return { token: await world.other.token('default', 'vault'), access: await given(world, text) }
    },
    first: 'other-cluster',
    certain: [],
    cluster: 'unknown',
  },
  {
    name: 'with a token of the cluster of the kubeconfig at a mount with the key of another cluster',
    make: async (world) => {
      const key = await readFile(join(world.kubernetes.folder, 'accounts.pub'), 'utf8')
      const mount = await world.newMount({ pem_keys: [key] })
      return { mount, token: await world.other.token('default', 'vault'), access: await ofOther(world) }
    },
    first: 'wrong-key',
    certain: [],
    true: ['other-cluster'],
    cluster: 'other',
  },
  {
    name: 'with a bad reviewer, asked with a kubeconfig without rights',
    make: async (world) => ({ mount: await unreviewed(world), access: await poor(world) }),
    first: 'reviewer-expired',
    certain: [],
    cluster: 'same',
  },
  {
    name: 'without a reviewer, asked with a kubeconfig without rights',
    make: async (world) => ({
      mount: await world.newMount({ token_reviewer_jwt: '', disable_local_ca_jwt: true }),
      access: await poor(world),
    }),
    first: 'reviewer-is-the-token',
    certain: [],
  },
  {
    name: 'of a deleted account, asked with a kubeconfig without rights',
    make: async (world) => {
      const name = world.newName()
      await world.kubernetes.serviceAccount('default', name)
      const token = await world.kubernetes.token('default', name)
      await world.kubernetes.deleteServiceAccount('default', name)
      return { token, role: await world.newRole({ bound_service_account_names: name }), access: await poor(world) }
    },
    first: 'reviewer-expired',
    certain: [],
    true: ['service-account-deleted'],
  },
]
