/**
 * Possible causes of a `permission denied` that nothing explains: evidence for a reason, and evidence that excludes
 * others.
 */
import type { ReasonCode } from '../contract/kubernetesDoctor.ts'
import type { Add, Certainty, Findings } from './findings.ts'

/** Adds every reason that isn't excluded. */
export function addGuesses(findings: Findings, add: Add): void {
  const { role, config, review, look, token } = findings
  if (role === null) add('cidr', 'possible')
  else if (role.boundCidrs.length > 0) add('cidr', 'likely', 'cidr')
  addReviewers(findings, add)
  const isOwn = review !== null && review.cluster !== 'other'
  const isAccepted = isOwn && review.state === 'accepted'
  if (!isAccepted || review.cluster !== 'same') add('other-cluster', 'possible')
  const isAlive = review !== null && (review.state === 'accepted' || review.signer === 'other')
  if (!isAlive) {
    if ((token.claims?.pod ?? '') !== '') add('pod-deleted', 'possible')
    if ((token.claims?.secret ?? '') !== '') add('secret-deleted', 'possible')
    add('service-account-deleted', 'possible')
  }
  if (look === null || (config !== null && config.caPem === '')) add('wrong-ca', 'possible')
  // The server's network can differ from this computer's.
  add('api-unreachable', 'possible')
}

/** Adds reasons about the mount's own keys, which verify the signature before Kubernetes is asked. */
export function addKeys({ config, conditions, review }: Findings, add: Add): void {
  if (config === null) return add('wrong-key', 'possible')
  if (config.pemKeys.length === 0) return
  const state = conditions.find(({ id }) => id === 'signature')?.state
  // If the mount's own cluster accepts the token, only the keys can be the cause.
  const isAccepted = review?.state === 'accepted' && review.cluster === 'same'
  if (state === 'not-met') add('wrong-key', isAccepted ? 'certain' : 'likely', 'signature', 'config')
  else if (state === 'unknown') add('wrong-key', 'possible', 'config')
}

/** Adds reasons about the account whose token the server sends to Kubernetes. */
function addReviewers({ config, review, look, token: { claims } }: Findings, add: Add): void {
  const isHidden = look !== null && (look.problem !== null || look.answer !== 'api-server')
  const isAccepted = review !== null && review.state === 'accepted' && review.cluster !== 'other'
  // Kubernetes accepts the token, so Vault's own request fails.
  const likely: Certainty = isAccepted && !isHidden ? 'likely' : 'possible'
  const checked = review?.cluster === 'other' ? null : (review?.reviewer ?? null)
  if (config !== null && !config.hasReviewer) {
    const itself: Certainty = config.usesPod || isHidden ? 'possible' : 'likely'
    const isForApi = claims === null || claims.audiences.length === 0 || claims.audiences.includes(claims.issuer)
    if (!isForApi && checked?.works !== true) add('reviewer-audience', itself, 'config', 'token')
    if (checked?.allowed !== true) add('reviewer-is-the-token', itself, 'config')
    if (!config.usesPod) return
    add('reviewer-expired', 'possible')
    add('reviewer-not-allowed', 'possible')
    return
  }
  if (checked !== null) {
    // Problems of the stored reviewer have been added already.
    if (checked.works !== false) add('reviewer-expired', checked.works === true ? 'possible' : likely)
    if (checked.allowed !== false) add('reviewer-not-allowed', checked.allowed === true ? 'possible' : likely)
    return
  }
  const reviewers = review?.cluster === 'other' ? null : (review?.reviewers ?? null)
  if (reviewers === null) {
    add('reviewer-expired', likely, ...(likely === 'likely' ? (['review'] as const) : []))
    add('reviewer-not-allowed', likely, ...(likely === 'likely' ? (['review'] as const) : []))
    return
  }
  // Other roles than the usual ones can allow reviews, so bindings indicate a reason and prove none.
  const isAnyThere = reviewers.some(({ exists }) => exists)
  const byBindings = (code: ReasonCode, certainty: Certainty) =>
    add(code, certainty, ...(certainty === 'likely' ? (['bindings'] as const) : []))
  byBindings('reviewer-expired', reviewers.length > 0 ? likely : 'possible')
  byBindings('reviewer-not-allowed', isAnyThere || reviewers.length === 0 ? likely : 'possible')
}
