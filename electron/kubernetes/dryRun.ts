/**
 * Sends objects to an API server as a dry run: they are validated, admitted and discarded.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import type { DryRunOutcome } from '../contract/kubeconfig.ts'
import type { OpenCluster } from './cluster.ts'
import { askKubernetes } from './kubeApi.ts'

/** The paths of the objects in manifests; no other objects are sent. Cluster-scoped ones have no namespace. */
const places: Readonly<
  Record<string, { readonly path: string; readonly plural: string; readonly isOfCluster?: true }>
> = {
  'v1 ServiceAccount': { path: '/api/v1', plural: 'serviceaccounts' },
  'v1 Service': { path: '/api/v1', plural: 'services' },
  'v1 Secret': { path: '/api/v1', plural: 'secrets' },
  'apps/v1 Deployment': { path: '/apis/apps/v1', plural: 'deployments' },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': {
    path: '/apis/rbac.authorization.k8s.io/v1',
    plural: 'clusterrolebindings',
    isOfCluster: true,
  },
  'secrets-store.csi.x-k8s.io/v1 SecretProviderClass': {
    path: '/apis/secrets-store.csi.x-k8s.io/v1',
    plural: 'secretproviderclasses',
  },
  'secrets.hashicorp.com/v1beta1 VaultConnection': {
    path: '/apis/secrets.hashicorp.com/v1beta1',
    plural: 'vaultconnections',
  },
  'secrets.hashicorp.com/v1beta1 VaultAuth': { path: '/apis/secrets.hashicorp.com/v1beta1', plural: 'vaultauths' },
  'secrets.hashicorp.com/v1beta1 VaultStaticSecret': {
    path: '/apis/secrets.hashicorp.com/v1beta1',
    plural: 'vaultstaticsecrets',
  },
  'external-secrets.io/v1 SecretStore': { path: '/apis/external-secrets.io/v1', plural: 'secretstores' },
  'external-secrets.io/v1 ExternalSecret': { path: '/apis/external-secrets.io/v1', plural: 'externalsecrets' },
}

const KubeObject = z.looseObject({
  apiVersion: z.string().max(100),
  kind: z.string().max(100),
  metadata: z.looseObject({ name: z.string().min(1).max(253), namespace: z.string().min(1).max(63).optional() }),
})
const Anything = z.unknown()

/** SECURITY: part of every request, so that nothing is ever stored (docs/security.md, "Kubernetes"). */
const dryRun = 'dryRun=All&fieldManager=strongroom'

/**
 * Returns the result for one object, given as JSON. It is sent as a new object; if it exists, as a server-side apply. A
 * refusal is a result.
 * @throws Failure `unsupported` for a kind that no manifest has, `invalid-input`, and network errors.
 */
export async function tryObject(cluster: OpenCluster, json: string, signal: AbortSignal): Promise<DryRunOutcome> {
  const object = parse(json)
  const { apiVersion, kind, metadata } = object
  const place = Object.hasOwn(places, `${apiVersion} ${kind}`) ? places[`${apiVersion} ${kind}`] : undefined
  if (place === undefined) throw new Failure('unsupported', `No manifest contains a ${kind} of ${apiVersion}.`)
  const { name, namespace = 'default' } = metadata
  const within = place.isOfCluster === true ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const all = `${place.path}${within}/${place.plural}`
  const of = { kind, name, namespace: place.isOfCluster === true ? null : namespace }
  let warnings: readonly string[] = []
  const outcome = (state: DryRunOutcome['state'], words = ''): DryRunOutcome => ({
    ...of,
    state,
    words,
    warnings: [...warnings],
  })

  const ask = (method: 'POST' | 'PATCH', path: string) =>
    askKubernetes(
      cluster,
      { method, path, body: object, answer: Anything, bound: answerBounds.lists },
      signal,
      (found) => (warnings = found),
    )
  try {
    await ask('POST', `${all}?${dryRun}&fieldValidation=Strict`)
    return outcome('new')
  } catch (problem) {
    const refused = refusalOf(problem)
    if (refused.status !== 409) return outcome(refused.state, refused.words)
  }
  try {
    // Fields that another tool has set are taken over, as in `kubectl apply`.
    await ask('PATCH', `${all}/${encodeURIComponent(name)}?${dryRun}&fieldValidation=Strict&force=true`)
    return outcome('there')
  } catch (problem) {
    const refused = refusalOf(problem)
    return outcome(refused.state, refused.words)
  }
}

function parse(json: string) {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    value = undefined
  }
  const read = KubeObject.safeParse(value)
  if (!read.success) throw new Failure('invalid-input', 'This is not a Kubernetes object.')
  return read.data
}

/** Returns the refusal of this object. @throws any other error. */
function refusalOf(problem: unknown): {
  readonly status: number
  readonly state: DryRunOutcome['state']
  readonly words: string
} {
  if (!(problem instanceof Failure)) throw problem
  const { code, status, vaultErrors = [] } = problem.error
  if (status === undefined || status < 400 || status === 401 || status === 429) throw problem
  const words = vaultErrors.join(' ')
  if (code === 'permission-denied') return { status, state: 'denied', words }
  // Either the message names a missing namespace, or the cluster does not have the kind.
  if (status === 404) return { status, state: /namespaces? "/.test(words) ? 'no-namespace' : 'no-kind', words }
  return { status, state: 'refused', words }
}
