/** States of the account whose token the server uses for Kubernetes. */
import { value } from '../../features/startCore.ts'
import { vaultApi } from '../../servers/initialized.ts'
import type { Json, State, StateWorld } from './state.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'

/** Creates an account that can review tokens through its own cluster role. */
async function customReviewer({ kubernetes, newName }: StateWorld): Promise<string> {
  const name = newName()
  await kubernetes.serviceAccount('default', name)
  await kubernetes.api('POST', `${rbac}/clusterroles`, {
    metadata: { name },
    rules: [{ apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] }],
  })
  await bind({ kubernetes }, name, name)
  return name
}

async function bind({ kubernetes }: Pick<StateWorld, 'kubernetes'>, account: string, role: string) {
  await kubernetes.api('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: `${account}-${role.replace(':', '-')}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'default' }],
  })
}

const unbind = ({ kubernetes }: StateWorld, account: string) =>
  kubernetes.api('DELETE', `${rbac}/clusterrolebindings/default-${account}`)

/** Creates a mount with its own reviewer. */
async function reviewedBy(world: StateWorld, name: string, more: Json = {}) {
  const token_reviewer_jwt = await world.kubernetes.reviewer(name)
  return world.newMount({ token_reviewer_jwt, ...more })
}

/** Without any reviewer: each token reviews itself. */
const itself = { token_reviewer_jwt: '', disable_local_ca_jwt: true }

/** Creates an account and a role at a mount without a reviewer. */
async function ownReviewer(world: StateWorld, role: string | null, audience?: string) {
  const name = world.newName()
  await world.kubernetes.serviceAccount('default', name)
  if (role !== null) await bind(world, name, role)
  const wanted = audience === undefined ? {} : { audience }
  const mount = await world.newMount(itself, { bound_service_account_names: name, ...wanted })
  return {
    mount,
    token: await world.kubernetes.token('default', name, audience === undefined ? {} : { audiences: [audience] }),
  }
}

/** Saves the configuration as the app does, and stores the reviewer on this computer. */
export async function saveKept(world: StateWorld, jwt: string, settings: Json = {}): Promise<string> {
  const { test, profileId } = world
  const mount = await world.newMount(settings)
  const { config } = await value(test.client.kubernetes.config({ profileId, mount }))
  if (config === null) throw new Error('no configuration')
  await value(
    test.client.kubernetes.writeConfig({
      profileId,
      mount,
      base: config,
      reviewerWasSet: true,
      config,
      reviewer: { from: 'given', jwt, keep: true },
      erase: [],
    }),
  )
  return mount
}

export const reviewerStates: readonly State[] = [
  {
    name: 'with a reviewer that lost its binding',
    make: async (world) => {
      const name = world.newName()
      const mount = await reviewedBy(world, name)
      await unbind(world, name)
      return { mount }
    },
    first: 'reviewer-expired',
    certain: [],
    true: ['reviewer-not-allowed'],
    excluded: ['other-cluster', 'service-account-deleted', 'wrong-ca', 'not-an-api-server'],
  },
  {
    name: 'with a reviewer whose account was deleted',
    make: async (world) => {
      const name = world.newName()
      const mount = await reviewedBy(world, name)
      await world.kubernetes.deleteServiceAccount('default', name)
      return { mount }
    },
    first: 'reviewer-expired',
    certain: [],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: 'with a reviewer whose account was made again',
    make: async (world) => {
      const name = world.newName()
      const mount = await reviewedBy(world, name)
      await world.kubernetes.deleteServiceAccount('default', name)
      await world.kubernetes.serviceAccount('default', name)
      return { mount }
    },
    first: 'reviewer-expired',
    certain: [],
  },
  {
    name: 'with a reviewer that is not a JWT',
    make: async ({ newMount }) => ({ mount: await newMount({ token_reviewer_jwt: 'not a token' }) }),
    first: 'reviewer-expired',
    certain: [],
  },
  {
    name: 'with a reviewer of another cluster',
    make: async ({ newMount, other }) => ({ mount: await newMount({ token_reviewer_jwt: await other.reviewer() }) }),
    first: 'reviewer-expired',
    certain: [],
    excluded: ['other-cluster'],
  },
  {
    name: 'with a reviewer whose token is for another audience',
    make: async (world) => {
      const name = world.newName()
      await world.kubernetes.reviewer(name)
      const token_reviewer_jwt = await world.kubernetes.token('default', name, { audiences: ['vault'] })
      return { mount: await world.newMount({ token_reviewer_jwt }) }
    },
    first: 'reviewer-expired',
    certain: [],
  },
  {
    name: 'with a reviewer by a cluster role of its own',
    make: async (world) => {
      const name = await customReviewer(world)
      return { mount: await world.newMount({ token_reviewer_jwt: await world.kubernetes.token('default', name) }) }
    },
    first: null,
    certain: [],
  },
  {
    name: 'with a reviewer by a cluster role of its own at an address that is not allowed',
    make: async (world) => {
      const token_reviewer_jwt = await world.kubernetes.token('default', await customReviewer(world))
      return { mount: await world.newMount({ token_reviewer_jwt }, { token_bound_cidrs: '10.1.2.0/24' }) }
    },
    first: 'cidr',
    certain: [],
  },
  {
    name: 'with a stored reviewer that lost its binding',
    make: async (world) => {
      const name = world.newName()
      const mount = await saveKept(world, await world.kubernetes.reviewer(name))
      await unbind(world, name)
      return { mount }
    },
    first: 'reviewer-not-allowed',
    certain: [],
    evidence: ['kept', 'access'],
    excluded: ['other-cluster', 'service-account-deleted'],
  },
  {
    name: 'with a stored reviewer whose account was deleted',
    make: async (world) => {
      const name = world.newName()
      const mount = await saveKept(world, await world.kubernetes.reviewer(name))
      await world.kubernetes.deleteServiceAccount('default', name)
      return { mount }
    },
    first: 'reviewer-expired',
    certain: [],
    evidence: ['kept'],
  },
  {
    name: 'with a stored reviewer that works, where someone gave the server another one since',
    make: async (world) => {
      const mount = await saveKept(world, await world.kubernetes.reviewer(world.newName()))
      await vaultApi(world.vault, 'POST', `auth/${mount}config`, {
        token: world.root,
        body: {
          kubernetes_host: world.kubernetes.address,
          kubernetes_ca_cert: world.kubernetes.caPem,
          token_reviewer_jwt: 'other',
        },
      })
      return { mount }
    },
    first: 'reviewer-expired',
    certain: [],
  },
  {
    name: 'with a stored reviewer that is deleted, where someone gave the server another one since',
    make: async (world) => {
      const name = world.newName()
      const mount = await saveKept(world, await world.kubernetes.reviewer(name))
      await vaultApi(world.vault, 'POST', `auth/${mount}config`, {
        token: world.root,
        body: {
          kubernetes_host: world.kubernetes.address,
          kubernetes_ca_cert: world.kubernetes.caPem,
          token_reviewer_jwt: await world.kubernetes.reviewer(),
        },
      })
      await world.kubernetes.deleteServiceAccount('default', name)
      return { mount }
    },
    first: null,
    certain: [],
  },
  {
    name: 'without a reviewer of an account that cannot review',
    make: (world) => ownReviewer(world, null),
    first: 'reviewer-is-the-token',
    certain: ['reviewer-is-the-token'],
    evidence: ['access', 'config'],
    excluded: ['reviewer-audience', 'reviewer-expired', 'other-cluster'],
  },
  {
    name: 'without a reviewer of an account that can review',
    make: (world) => ownReviewer(world, 'system:auth-delegator'),
    first: null,
    certain: [],
  },
  {
    name: 'without a reviewer of an account that can review by a cluster role of its own',
    make: async (world) => {
      const name = await customReviewer(world)
      const mount = await world.newMount(itself, { bound_service_account_names: name })
      return { mount, token: await world.kubernetes.token('default', name) }
    },
    first: null,
    certain: [],
  },
  {
    name: 'without a reviewer of an account that can review, with a token for vault alone',
    make: (world) => ownReviewer(world, 'system:auth-delegator', 'vault'),
    first: 'reviewer-audience',
    certain: ['reviewer-audience'],
    excluded: ['reviewer-is-the-token', 'other-cluster', 'service-account-deleted'],
  },
  {
    name: 'without a reviewer of an account that cannot review, with a token for vault alone',
    make: (world) => ownReviewer(world, null, 'vault'),
    first: 'reviewer-audience',
    certain: ['reviewer-audience', 'reviewer-is-the-token'],
  },
  {
    name: 'without a reviewer at a mount that may take the one of its pod',
    make: async ({ newMount }) => ({ mount: await newMount({ token_reviewer_jwt: '' }) }),
    first: 'reviewer-is-the-token',
    certain: [],
  },
]
