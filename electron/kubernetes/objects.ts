/**
 * Reads objects of a cluster, and sends the two requests that create an object without storing it: a token and its
 * review.
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortList, shortRecord } from '../base/json/bounded.ts'
import type { OpenCluster } from './cluster.ts'
import { askKubernetes } from './kubeApi.ts'
import type { Labels } from './selector.ts'

const text = z.string().max(4096)
const Names = z.object({
  metadata: z.object({ continue: text.nullish() }),
  items: shortList(z.object({ metadata: z.object({ name: text }) }), 1000),
})
const pageSize = 500
/** A longer list of names is not useful to choose from. */
const maxNames = 10_000

async function namesAt(cluster: OpenCluster, path: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = []
  let next = ''
  do {
    const more = next === '' ? '' : `&continue=${encodeURIComponent(next)}`
    const page = await askKubernetes(
      cluster,
      { method: 'GET', path: `${path}?limit=${pageSize}${more}`, answer: Names, bound: answerBounds.cluster },
      signal,
    )
    names.push(...page.items.map(({ metadata }) => metadata.name))
    next = page.metadata.continue ?? ''
  } while (next !== '' && names.length < maxNames)
  return names.sort()
}

const inNamespace = (namespace: string) => `/api/v1/namespaces/${encodeURIComponent(namespace)}`

/** Returns the names of the namespaces. API: `GET /api/v1/namespaces`. @throws Failure `permission-denied`. */
export const listNamespaces = (cluster: OpenCluster, signal: AbortSignal): Promise<string[]> =>
  namesAt(cluster, '/api/v1/namespaces', signal)

/** Returns the names of a namespace's service accounts. API: `GET /api/v1/namespaces/:namespace/serviceaccounts`. */
export const listServiceAccounts = (cluster: OpenCluster, namespace: string, signal: AbortSignal): Promise<string[]> =>
  namesAt(cluster, `${inNamespace(namespace)}/serviceaccounts`, signal)

const Namespace = z.object({ metadata: z.object({ labels: shortRecord(z.string(), 1000).nullish() }) })

/** Returns a namespace's labels. API: `GET /api/v1/namespaces/:namespace`. @throws Failure `not-found`. */
export async function namespaceLabels(cluster: OpenCluster, namespace: string, signal: AbortSignal): Promise<Labels> {
  const found = await askKubernetes(
    cluster,
    { method: 'GET', path: inNamespace(namespace), answer: Namespace, bound: answerBounds.lists },
    signal,
  )
  return found.metadata.labels ?? {}
}

export interface TokenWish {
  readonly namespace: string
  readonly serviceAccount: string
  /** Empty: the API server's own. */
  readonly audiences: readonly string[]
  readonly seconds: number
}

const Made = z.object({ status: z.object({ token: z.string().min(1).max(65_536) }) })

/**
 * Returns a new token of a service account. Nothing is stored in the cluster. API: `POST
 * /api/v1/namespaces/:namespace/serviceaccounts/:name/token` (TokenRequest)
 */
export async function requestToken(cluster: OpenCluster, wish: TokenWish, signal: AbortSignal): Promise<string> {
  const { namespace, serviceAccount, audiences, seconds } = wish
  const made = await askKubernetes(
    cluster,
    {
      method: 'POST',
      path: `${inNamespace(namespace)}/serviceaccounts/${encodeURIComponent(serviceAccount)}/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences, expirationSeconds: seconds },
      },
      answer: Made,
    },
    signal,
  )
  return made.status.token
}

const Reviewed = z.object({
  status: z.object({
    authenticated: z.boolean().default(false),
    error: text.default(''),
    audiences: shortList(text, 1000).nullish(),
    user: z.object({ username: text.default('') }).nullish(),
  }),
})

export interface ReviewedToken {
  readonly authenticated: boolean
  readonly error: string
  readonly username: string
  readonly audiences: readonly string[]
}

/** Returns Kubernetes' review of a token. API: `POST /apis/authentication.k8s.io/v1/tokenreviews` */
export async function reviewToken(
  cluster: OpenCluster,
  token: string,
  audiences: readonly string[],
  signal: AbortSignal,
): Promise<ReviewedToken> {
  const { status } = await askKubernetes(
    cluster,
    {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/tokenreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token, audiences } },
      answer: Reviewed,
    },
    signal,
  )
  const { authenticated, error, audiences: valid, user } = status
  return { authenticated, error, username: user?.username ?? '', audiences: valid ?? [] }
}

const Bindings = z.object({
  items: shortList(
    z.object({
      roleRef: z.object({ kind: text, name: text }),
      subjects: shortList(z.object({ kind: text, name: text, namespace: text.optional() }), 10_000).nullish(),
    }),
    10_000,
  ),
})

const Account = z.object({ metadata: z.object({ name: text }) })

async function accountExists(cluster: OpenCluster, namespace: string, name: string, signal: AbortSignal) {
  const path = `${inNamespace(namespace)}/serviceaccounts/${encodeURIComponent(name)}`
  try {
    await askKubernetes(cluster, { method: 'GET', path, answer: Account, bound: answerBounds.lists }, signal)
    return true
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'not-found') return false
    throw problem
  }
}

/** The maximum number of accounts that are looked up individually. */
const maxReviewers = 20

export interface Reviewer {
  /** `namespace/name`. */
  readonly account: string
  readonly exists: boolean
}

/**
 * Returns the service accounts that a cluster role binding allows to review tokens, and whether they exist. API: `GET
 * /apis/rbac.authorization.k8s.io/v1/clusterrolebindings`
 */
export async function tokenReviewers(cluster: OpenCluster, signal: AbortSignal): Promise<Reviewer[]> {
  const { items } = await askKubernetes(
    cluster,
    {
      method: 'GET',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      answer: Bindings,
      bound: answerBounds.cluster,
    },
    signal,
  )
  const found = new Map<string, { readonly namespace: string; readonly name: string }>()
  for (const { roleRef, subjects } of items) {
    if (roleRef.name !== 'system:auth-delegator' && roleRef.name !== 'cluster-admin') continue
    for (const { kind, name, namespace = '' } of subjects ?? []) {
      if (kind === 'ServiceAccount' && namespace !== '') found.set(`${namespace}/${name}`, { namespace, name })
    }
  }
  return Promise.all(
    [...found].slice(0, maxReviewers).map(async ([account, { namespace, name }]) => ({
      account,
      exists: await accountExists(cluster, namespace, name, signal),
    })),
  )
}
