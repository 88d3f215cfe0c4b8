/** States of mounts and roles. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vaultApi } from '../../servers/initialized.ts'
import { writeRole } from '../../servers/kubernetesAuth.ts'
import { webappRole } from '../doctorWorld.ts'
import { strangeKeys } from '../tokens.ts'
import type { Json, State, StateWorld } from './state.ts'

const enable = async ({ vault, root, newName }: StateWorld, type: string): Promise<string> => {
  const name = newName()
  await vaultApi(vault, 'POST', `sys/auth/${name}`, { token: root, body: { type } })
  return name
}

export const bySelector = (selector = '{"matchLabels":{"team":"shop"}}') => ({
  bound_service_account_namespaces: '',
  bound_service_account_namespace_selector: selector,
})

/** Creates a reviewer that can read namespaces, too. */
async function seeingReviewer({ kubernetes, newName }: StateWorld): Promise<Json> {
  const name = newName()
  const token = await kubernetes.reviewer(name)
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  await kubernetes.api('POST', `${rbac}/clusterroles`, {
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }],
  })
  await kubernetes.api('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  })
  return { token_reviewer_jwt: token }
}

export const mountStates: readonly State[] = [
  {
    name: 'with a role that is missing',
    make: async () => ({ role: 'nobody' }),
    first: 'unknown-role',
    certain: ['unknown-role'],
  },
  {
    name: 'at a path without a mount',
    make: async () => ({ mount: 'nowhere/' }),
    first: 'no-such-mount',
    certain: ['no-such-mount'],
  },
  {
    name: 'at a mount of another method',
    make: async (world) => ({ mount: `${await enable(world, 'userpass')}/` }),
    first: 'other-method',
    certain: ['other-method'],
  },
  {
    name: 'at a mount without a configuration',
    make: async (world) => {
      const name = await enable(world, 'kubernetes')
      await writeRole(world.vault, world.root, 'webapp', webappRole, name)
      return { mount: `${name}/` }
    },
    first: 'not-configured',
    certain: ['not-configured'],
  },
  {
    name: 'at a mount that wants another issuer',
    make: async ({ newMount }) => ({
      mount: await newMount({ issuer: 'https://other', disable_iss_validation: false }),
    }),
    first: 'wrong-issuer',
    certain: ['wrong-issuer'],
  },
  {
    name: 'at a mount that ignores its issuer',
    make: async ({ newMount }) => ({
      mount: await newMount({ issuer: 'https://other', disable_iss_validation: true }),
    }),
    first: null,
    certain: [],
  },
  {
    name: 'with a role for other addresses',
    make: async ({ newRole }) => ({ role: await newRole({ token_bound_cidrs: '10.1.2.0/24' }) }),
    first: 'cidr',
    certain: [],
    true: ['cidr'],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: 'with a role for other addresses and another audience',
    make: async ({ newRole }) => ({ role: await newRole({ token_bound_cidrs: '10.1.2.0/24', audience: 'shop' }) }),
    first: 'wrong-audience',
    certain: ['wrong-audience', 'cidr'],
    evidence: ['audience'],
  },
  {
    name: 'with a role for the address of the sign-in',
    make: async ({ newRole }) => ({ role: await newRole({ token_bound_cidrs: '127.0.0.0/8' }) }),
    first: null,
    certain: [],
  },
  {
    name: 'with a role whose patterns do not match',
    make: async ({ newRole }) => ({ role: await newRole({ bound_service_account_names: '*v*a*u*l*t*x' }) }),
    first: 'wrong-service-account',
    certain: ['wrong-service-account'],
  },
  {
    name: 'with a role whose patterns match',
    make: async ({ newRole }) => ({
      role: await newRole({ bound_service_account_names: 'v*t,x', bound_service_account_namespaces: 'd*' }),
    }),
    first: null,
    certain: [],
  },
  {
    name: 'with a selector that does not match',
    make: async (world) => ({ mount: await world.newMount(await seeingReviewer(world), bySelector()) }),
    first: 'selector-no-match',
    certain: ['selector-no-match'],
    evidence: ['words', 'selector'],
  },
  {
    name: 'with a selector that matches',
    make: async (world) => {
      await world.kubernetes.namespace('default', { team: 'inn' })
      const selector = '{"matchLabels":{"team":"inn"}}'
      return { mount: await world.newMount(await seeingReviewer(world), bySelector(selector)) }
    },
    first: null,
    certain: [],
  },
  {
    name: 'with a selector at a mount without a reviewer',
    make: async ({ newMount }) => ({
      mount: await newMount({ token_reviewer_jwt: '', disable_local_ca_jwt: true }, bySelector()),
    }),
    first: 'selector-needs-reviewer',
    certain: ['selector-needs-reviewer', 'selector-no-match', 'reviewer-is-the-token'],
  },
  {
    name: 'with a selector and a reviewer that cannot read namespaces',
    make: async ({ newMount }) => ({ mount: await newMount({}, bySelector()) }),
    first: 'reviewer-cannot-read-namespaces',
    certain: ['reviewer-cannot-read-namespaces', 'selector-no-match'],
  },
  {
    name: 'with a selector and a reviewer whose account was deleted',
    make: async (world) => {
      const name = world.newName()
      const mount = await world.newMount({ token_reviewer_jwt: await world.kubernetes.reviewer(name) }, bySelector())
      await world.kubernetes.deleteServiceAccount('default', name)
      return { mount }
    },
    first: 'reviewer-expired',
    certain: ['reviewer-expired', 'selector-no-match'],
    evidence: ['words', 'look'],
  },
  {
    name: 'with a selector and a namespace that the cluster of the mount lacks',
    make: async (world) => {
      await world.other.serviceAccount('far', 'vault')
      return {
        mount: await world.newMount(await seeingReviewer(world), bySelector()),
        token: await world.other.token('far', 'vault'),
      }
    },
    first: 'other-cluster',
    certain: ['other-cluster'],
  },
  {
    name: 'at a mount with a key that is not the one of the cluster',
    make: async ({ newMount }) => ({ mount: await newMount({ pem_keys: [strangeKeys().publicKey] }) }),
    first: 'wrong-key',
    certain: ['wrong-key'],
    evidence: ['signature', 'config'],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: 'of another cluster at a mount with the key of its own cluster',
    make: async ({ newMount, kubernetes, other }) => {
      const key = await readFile(join(kubernetes.folder, 'accounts.pub'), 'utf8')
      return { mount: await newMount({ pem_keys: [key] }), token: await other.token('default', 'vault') }
    },
    first: 'other-cluster',
    certain: ['other-cluster'],
    true: ['wrong-key'],
  },
  {
    name: 'at a mount with the key of the cluster among others',
    make: async ({ newMount, kubernetes }) => {
      const key = await readFile(join(kubernetes.folder, 'accounts.pub'), 'utf8')
      return { mount: await newMount({ pem_keys: [strangeKeys().publicKey, key] }) }
    },
    first: null,
    certain: [],
  },
]
