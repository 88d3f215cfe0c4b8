/** What a cluster reports about a token and its reviewer: signing keys, the objects it is bound to, and permissions. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { Claims, Review } from '../contract/kubernetesDoctor.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortList } from '../base/json/bounded.ts'
import type { OpenCluster } from './cluster.ts'
import { boundObjectOf } from './jwt.ts'
import { askKubernetes, type KubeWay } from './kubeApi.ts'
import { keyOfJwk, type SigningKey } from './signature.ts'

const text = z.string().max(4096)

const Keys = z.object({
  keys: shortList(
    z.object({
      kty: text,
      kid: text.optional(),
      n: text.optional(),
      e: text.optional(),
      crv: text.optional(),
      x: text.optional(),
      y: text.optional(),
    }),
    100,
  ),
})

/**
 * Returns the public keys that the cluster signs the tokens of service accounts with; empty if one can't be read,
 * because a missing key would look like another cluster's. API: `GET /openid/v1/jwks`
 */
export async function signingKeys(cluster: OpenCluster, signal: AbortSignal): Promise<SigningKey[]> {
  const { keys } = await askKubernetes(
    cluster,
    { method: 'GET', path: '/openid/v1/jwks', accept: 'application/jwk-set+json, application/json', answer: Keys },
    signal,
  )
  const read = keys.map(keyOfJwk)
  return read.every((key) => key !== null) ? read : []
}

/** SECURITY: names and ids only, so that the data of a Secret is never sent here (docs/security.md, "Kubernetes"). */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const Metadata = z.object({ metadata: z.object({ uid: text, deletionTimestamp: text.nullish() }) })

/** Milliseconds for which a token stays valid after its object was deleted. */
const leeway = 60_000

/** Whether an object is gone, or was created again under its name. An empty `uid` fits any object. */
async function isGone(cluster: OpenCluster, path: string, uid: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { metadata } = await askKubernetes(
      cluster,
      { method: 'GET', path, accept: metadataOnly, answer: Metadata, bound: answerBounds.lists },
      signal,
    )
    const { deletionTimestamp: deleted } = metadata
    const isEnding = typeof deleted === 'string' && Date.parse(deleted) < Date.now() - leeway
    return isEnding || (uid !== '' && metadata.uid !== uid)
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'not-found') return true
    throw problem
  }
}

/**
 * Returns which object that the token is bound to is gone: its account, else its pod, its Secret, or its node. Null if
 * all exist. @throws Failure if one can't be read.
 */
export async function goneOf(cluster: OpenCluster, claims: Claims, signal: AbortSignal): Promise<Review['gone']> {
  const inside = `/api/v1/namespaces/${encodeURIComponent(claims.namespace)}`
  const account = `${inside}/serviceaccounts/${encodeURIComponent(claims.serviceAccount)}`
  if (await isGone(cluster, account, claims.serviceAccountUid, signal)) return 'account'
  const bound = boundObjectOf(claims)
  if (bound === null) return null
  const all = { pod: `${inside}/pods`, secret: `${inside}/secrets`, node: '/api/v1/nodes' }[bound]
  const path = `${all}/${encodeURIComponent(claims[bound])}`
  return (await isGone(cluster, path, claims[`${bound}Uid`], signal)) ? bound : null
}

const Access = z.object({ status: z.object({ allowed: z.boolean() }) })
const reviews = '/apis/authorization.k8s.io/v1'
/** Vault's request for each token: `POST /apis/authentication.k8s.io/v1/tokenreviews`. */
const creating = { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' }

async function isAllowed(
  way: KubeWay,
  kind: 'SubjectAccessReview' | 'SelfSubjectAccessReview',
  subject: object,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `${reviews}/${kind.toLowerCase()}s`
  const spec = { ...subject, resourceAttributes: creating }
  const body = { apiVersion: 'authorization.k8s.io/v1', kind, spec }
  const { status } = await askKubernetes(way, { method: 'POST', path, body, answer: Access }, signal)
  return status.allowed
}

/**
 * Whether a service account can create TokenReviews, by any role. API: `POST
 * /apis/authorization.k8s.io/v1/subjectaccessreviews`. @throws Failure `permission-denied`.
 */
export async function canReview(
  cluster: OpenCluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<boolean> {
  return isAllowed(
    cluster,
    'SubjectAccessReview',
    {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    },
    signal,
  )
}

/**
 * Whether the holder of `jwt` can create TokenReviews; null if Kubernetes doesn't accept the JWT. API: `POST
 * /apis/authorization.k8s.io/v1/selfsubjectaccessreviews`
 */
export async function canReviewAs(cluster: OpenCluster, jwt: string, signal: AbortSignal): Promise<boolean | null> {
  const way = cluster.anonymous()
  try {
    const asHolder = { ...way, headers: { authorization: `Bearer ${jwt}` } }
    return await isAllowed(asHolder, 'SelfSubjectAccessReview', {}, signal)
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'sign-in-refused') return null
    throw problem
  } finally {
    await way.close()
  }
}
