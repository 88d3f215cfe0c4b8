/** Reasons from the person's own cluster: about the token, and about the account whose token Vault sends. */
import type { Claims, ReasonCode, Review } from '../contract/kubernetesDoctor.ts'
import { atMost, type Add, type Certainty, type Findings } from './findings.ts'
import { boundObjectOf } from './jwt.ts'

const goneCodes = {
  account: 'service-account-deleted',
  pod: 'pod-deleted',
  node: 'node-deleted',
  secret: 'secret-deleted',
} as const satisfies Record<NonNullable<Review['gone']>, ReasonCode>

/** Adds the reasons that a review and the checks next to it prove or indicate. */
export function addReview({ token, review, config }: Findings, add: Add): void {
  if (review === null) return
  const { state, cluster, signer, gone } = review
  // Statements about the mount need the mount's cluster; statements about the token need the token's cluster.
  const sure: Certainty = cluster === 'same' ? 'certain' : 'likely'
  const isHome = signer === 'this' || state === 'accepted'
  // Clusters can share their signing keys, so only the objects of the mount's own cluster are certain.
  if (gone !== null && isHome) add(goneCodes[gone], sure, 'objects')
  if (signer === 'altered') add('token-altered', 'certain', 'keys')
  if (cluster === 'other') {
    if (isHome) add('other-cluster', 'likely', 'cluster')
    return
  }
  if (state === 'refused') {
    const code = codeOfReview(review.words, token.claims)
    if (code !== null) add(code, code.endsWith('-deleted') ? sure : 'certain', 'review')
    else if (signer === 'unknown' || signer === 'this') add('other-cluster', 'likely', 'review')
  }
  if (signer === 'other') add('other-cluster', sure, 'keys', 'cluster')
  const { reviewer } = review
  if (reviewer === null || config === null) return
  if (reviewer.by === 'kept') {
    // The server may have been given another reviewer since.
    if (reviewer.works === false) add('reviewer-expired', 'likely', 'kept')
    else if (reviewer.allowed === false) add('reviewer-not-allowed', 'likely', 'kept', 'access')
    return
  }
  // A server in a pod uses the token of its own account.
  const itself = atMost(sure, config.usesPod ? 'likely' : 'certain')
  if (state === 'accepted' && reviewer.works === false) add('reviewer-audience', itself, 'config', 'review')
  if (reviewer.allowed === false) add('reviewer-is-the-token', itself, 'config', 'access')
}

/**
 * Returns the reason that Kubernetes' refusal of a token proves; null if several reasons fit. The API server checks the
 * signature first, so any message about times and objects concerns one of its own tokens. The texts are those of
 * `pkg/serviceaccount` (claims.go, legacy.go, jwt.go).
 */
function codeOfReview(words: string, claims: Claims | null): ReasonCode | null {
  if (/token has expired/i.test(words)) return 'expired'
  if (/not valid yet|issued in the future/i.test(words)) return 'not-yet-valid'
  if (/invalid for the target audiences/i.test(words)) return 'wrong-audience'
  if (/pod UID .* does not match/i.test(words)) return 'pod-deleted'
  if (/node UID .* does not match/i.test(words)) return 'node-deleted'
  if (/secret UID .* does not match|does not match server's copy|marked invalid/i.test(words)) return 'secret-deleted'
  if (/service ?account UID .* does not match/i.test(words)) return 'service-account-deleted'
  if (/serviceaccounts? .*(?:not found|has been deleted)|service account .* has been deleted/i.test(words)) {
    return 'service-account-deleted'
  }
  if (!/token has been invalidated/i.test(words) || claims === null) return null
  const bound = boundObjectOf(claims)
  return bound === null ? null : goneCodes[bound]
}
