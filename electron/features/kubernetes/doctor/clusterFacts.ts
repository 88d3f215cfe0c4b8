/** What the person's own cluster reports about a token, its namespace, and the reviewer of the mount. */
import { Failure } from '../../../contract/failure.ts'
import type { ClusterAccess } from '../../../contract/kubeconfig.ts'
import type { Review, ReviewerCheck } from '../../../contract/kubernetesDoctor.ts'
import { canReview, canReviewAs, goneOf, signingKeys } from '../../../kubernetes/clusterChecks.ts'
import type { OpenCluster } from '../../../kubernetes/cluster.ts'
import type { ConfigFacts, RoleFacts } from '../../../kubernetes/conditions.ts'
import { readJwt, type ReadToken } from '../../../kubernetes/jwt.ts'
import { namespaceLabels, reviewToken, tokenReviewers } from '../../../kubernetes/objects.ts'
import { compareClusters } from '../../../kubernetes/sameCluster.ts'
import type { Labels } from '../../../kubernetes/selector.ts'
import { signerOf } from '../../../kubernetes/signature.ts'
import type { Clusters } from './clusters.ts'

/** What Kubernetes reports about the token and its namespace. */
export interface ClusterFacts {
  readonly review: Review | null
  /** Null where they can't be read, or are those of another cluster. */
  readonly labels: Labels | null
  /** Whether it is the cluster of the mount; null without a kubeconfig. */
  readonly cluster: Review['cluster'] | null
}

export const noClusterFacts: ClusterFacts = { review: null, labels: null, cluster: null }

export interface Asked {
  readonly access: ClusterAccess
  /** Null: no token review is made. */
  readonly jwt: string | null
  readonly token: ReadToken
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** The reviewer's JWT that is stored here for this mount, with the address that it was given for. */
  readonly kept: { readonly host: string; readonly jwt: string } | null
}

/** Queries the person's cluster, if they gave one. Denied queries are part of the review, and are not errors. */
export async function clusterFacts(clusters: Clusters, asked: Asked, signal: AbortSignal): Promise<ClusterFacts> {
  const { access, jwt, token, role, config } = asked
  return clusters.inside(access, signal, async (cluster) => {
    const kubeconfig = { address: cluster.server, caPem: cluster.isVerified ? cluster.caPem : null }
    const compared = config === null ? 'unknown' : compareClusters(addressOf(config), kubeconfig)
    const namespace = token.claims?.namespace ?? ''
    const [labels, review] = await Promise.all([
      role === null || role.selector === '' || namespace === '' || compared === 'other'
        ? null
        : orNull(namespaceLabels(cluster, namespace, signal)),
      jwt === null ? null : reviewOf(cluster, { ...asked, jwt, compared }, signal),
    ])
    return { labels, review, cluster: compared }
  })
}

/** Returns null if the query fails. */
async function orNull<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking
  } catch (problem) {
    if (problem instanceof Failure && problem.code !== 'canceled') return null
    throw problem
  }
}

async function reviewOf(
  cluster: OpenCluster,
  asked: Asked & { readonly jwt: string; readonly compared: Review['cluster'] },
  signal: AbortSignal,
): Promise<Review> {
  const { jwt, token, role, compared } = asked
  const { claims } = token
  // As Vault does: uses the role's audience, else the token's audiences.
  const wanted = role === null || role.audience === '' ? (claims?.audiences ?? []) : [role.audience]
  const isBound = claims !== null && claims.namespace !== '' && claims.serviceAccount !== ''
  const [reviewed, reviewers, keys, gone, reviewer] = await Promise.all([
    reviewToken(cluster, jwt, wanted, signal).catch((problem: unknown) => {
      if (!(problem instanceof Failure) || problem.code === 'canceled') throw problem
      return problem
    }),
    orNull(tokenReviewers(cluster, signal)),
    orNull(signingKeys(cluster, signal)),
    isBound ? orNull(goneOf(cluster, claims, signal)) : null,
    reviewerOf(cluster, asked, signal),
  ])
  const more = { reviewers, cluster: compared, gone, reviewer }
  const signer = claims === null ? 'unknown' : signerOf(jwt, claims, keys ?? [])
  if (reviewed instanceof Failure) {
    const words = reviewed.error.vaultErrors?.join(' ') ?? reviewed.message
    return { state: 'not-asked', words, username: '', audiences: [], ...more, signer }
  }
  const { authenticated, error, username, audiences } = reviewed
  return {
    state: authenticated ? 'accepted' : 'refused',
    words: error,
    username,
    audiences: [...audiences],
    ...more,
    signer: authenticated ? 'this' : signer,
  }
}

const addressOf = ({ host, caPem }: ConfigFacts) => ({ address: host, caPem })

/** Returns the facts about the account whose token Vault sends to Kubernetes. */
async function reviewerOf(
  cluster: OpenCluster,
  { access, jwt, token, config, kept }: Asked & { jwt: string },
  signal: AbortSignal,
): Promise<ReviewerCheck | null> {
  if (config === null) return null
  if (!config.hasReviewer) {
    if (token.claims === null) return null
    const { namespace, serviceAccount: name } = token.claims
    const [allowed, bearer] = await Promise.all([
      orNull(canReview(cluster, { namespace, name }, signal)),
      // Without audiences, Kubernetes checks whether the token is meant for its API.
      orNull(reviewToken(cluster, jwt, [], signal)),
    ])
    const isOther = bearer !== null && /audience/i.test(bearer.error)
    const works = bearer === null ? null : bearer.authenticated ? true : isOther ? false : null
    return { by: 'token', account: `${namespace}/${name}`, works, allowed }
  }
  const claims = kept === null || kept.host !== config.host ? null : readJwt(kept.jwt).claims
  if (kept === null || claims === null) return null
  const { namespace, serviceAccount: name } = claims
  const account = `${namespace}/${name}`
  // SECURITY: the stored JWT goes only to the address that it was given for, over a connection that the person's own
  // kubeconfig verifies; a page can supply its own kubeconfig (docs/security.md, "Kept reviewers").
  const isOwn = access.source.kind === 'usual' && cluster.isVerified && isAt(cluster.server, kept.host)
  if (isOwn) {
    const allowed = await orNull(canReviewAs(cluster, kept.jwt, signal).then((answer) => ({ answer })))
    if (allowed !== null) return { by: 'kept', account, works: allowed.answer !== null, allowed: allowed.answer }
  }
  const [allowed, gone] = await Promise.all([
    orNull(canReview(cluster, { namespace, name }, signal)),
    orNull(goneOf(cluster, claims, signal).then((answer) => ({ answer }))),
  ])
  const isOver = claims.expiresAt !== null && Date.parse(claims.expiresAt) < Date.now()
  const works = isOver || (gone !== null && gone.answer !== null) ? false : null
  return { by: 'kept', account, works, allowed }
}

function isAt(server: string, host: string): boolean {
  const [a, b] = [URL.parse(server), URL.parse(host)]
  return a !== null && b !== null && a.href.replace(/\/+$/, '') === b.href.replace(/\/+$/, '')
}
