/** Gathers what is known about a token, a role and their mount, in the names of those who may ask. */
import { Failure } from '../contract/failure.ts'
import type { ClusterAccess } from '../contract/kubeconfig.ts'
import type { ApiLook, Condition, Reason, Review } from '../contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../contract/result.ts'
import { lookAtApi } from '../kubernetes/apiLook.ts'
import type { OpenCluster } from '../kubernetes/cluster.ts'
import { conditionsOf, type ConfigFacts, type RoleFacts } from '../kubernetes/conditions.ts'
import type { ReadToken } from '../kubernetes/jwt.ts'
import { namespaceLabels, reviewToken, tokenReviewers } from '../kubernetes/objects.ts'
import { likelyReasons, type Findings } from '../kubernetes/reasons.ts'
import type { Labels } from '../kubernetes/selector.ts'
import { readSignInConfig, readSignInRole } from '../vault/kubernetesLogin.ts'
import type { VaultSession } from '../vault/session.ts'
import type { Clusters } from './clusters.ts'

type Missing = Findings['missing'][number]

/** What Vault tells of a role and its mount. */
export interface MountFacts {
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  readonly missing: readonly Missing[]
  /** Why the role could not be read. */
  readonly roleProblem: ErrorCode | null
  /** Milliseconds that this computer's clock is ahead of the server's. */
  readonly ahead: number | null
}

/** An answer, or the failure where it is one of those that a diagnosis can go on with. */
async function orProblem<T>(asking: Promise<T>): Promise<{ readonly value: T } | { readonly problem: Failure }> {
  try {
    return { value: await asking }
  } catch (problem) {
    const codes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
      'permission-denied',
      'not-found',
      'unsupported',
      'rejected',
    ])
    if (problem instanceof Failure && codes.has(problem.code)) return { problem }
    throw problem
  }
}

/** Reads role and settings as the person signed in. What may not be read is null, and the diagnosis goes on. */
export async function mountFacts(
  session: VaultSession,
  { mount, role }: { readonly mount: string; readonly role: string },
  signal: AbortSignal,
): Promise<MountFacts> {
  const [readRole, readConfig] = await Promise.all([
    orProblem(readSignInRole(session, mount, role, signal)),
    orProblem(readSignInConfig(session, mount, signal)),
  ])
  const missing: Missing[] = []
  const words = 'problem' in readConfig ? (readConfig.problem.error.vaultErrors ?? []).join('\n') : ''
  if (/no handler for route/i.test(words)) missing.push('no-such-mount')
  else if ('problem' in readConfig && readConfig.problem.code !== 'permission-denied') missing.push('other-method')
  else {
    if ('value' in readConfig && readConfig.value === null) missing.push('not-configured')
    if ('problem' in readRole && readRole.problem.code === 'not-found') missing.push('unknown-role')
  }
  const config = 'value' in readConfig ? readConfig.value : null
  const serverTime = 'value' in readRole ? readRole.value.serverTime : undefined
  return {
    role: 'value' in readRole ? readRole.value.value : null,
    // Where an older server does not tell of a reviewer, it is taken to have one.
    config: config === null ? null : { ...config, hasReviewer: config.hasReviewer ?? true },
    missing,
    roleProblem: 'problem' in readRole ? readRole.problem.code : null,
    ahead: serverTime === undefined ? null : Date.now() - serverTime,
  }
}

/** What Kubernetes tells of the token and its namespace. */
export interface ClusterFacts {
  readonly review: Review | null
  readonly labels: Labels | null
}

export const noClusterFacts: ClusterFacts = { review: null, labels: null }

/** Asks a cluster, when the person gave one. What it does not allow is said in the review, and is no error. */
export async function clusterFacts(
  clusters: Clusters,
  { access, jwt, token, role }: { access: ClusterAccess; jwt: string | null; token: ReadToken; role: RoleFacts | null },
  signal: AbortSignal,
): Promise<ClusterFacts> {
  return clusters.inside(access, signal, async (cluster) => {
    const namespace = token.claims?.namespace ?? ''
    const [labels, review] = await Promise.all([
      role === null || role.selector === '' || namespace === ''
        ? null
        : namespaceLabels(cluster, namespace, signal).catch(orNull),
      jwt === null ? null : reviewOf(cluster, jwt, token, role, signal),
    ])
    return { labels, review }
  })
}

function orNull(problem: unknown): null {
  if (problem instanceof Failure && problem.code !== 'cancelled') return null
  throw problem
}

async function reviewOf(
  cluster: OpenCluster,
  jwt: string,
  token: ReadToken,
  role: RoleFacts | null,
  signal: AbortSignal,
): Promise<Review> {
  // As Vault asks: for the role's audience, else for those that the token has.
  const wanted = role === null || role.audience === '' ? (token.claims?.audiences ?? []) : [role.audience]
  try {
    const reviewed = await reviewToken(cluster, jwt, wanted, signal)
    const reviewers = await tokenReviewers(cluster, signal).catch(orNull)
    return {
      state: reviewed.authenticated ? 'accepted' : 'refused',
      words: reviewed.error,
      username: reviewed.username,
      audiences: [...reviewed.audiences],
      reviewers,
    }
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.code === 'cancelled') throw problem
    const words = problem.error.vaultErrors?.join(' ') ?? problem.message
    return { state: 'not-asked', words, username: '', audiences: [], reviewers: null }
  }
}

/** A look at the mount's API server from here; null where its address is not known. */
export const lookFrom = (config: ConfigFacts | null, signal: AbortSignal): Promise<ApiLook | null> =>
  config === null || config.host === '' ? Promise.resolve(null) : lookAtApi(config.host, config.caPem, signal)

export interface Diagnosis {
  readonly conditions: Condition[]
  readonly reasons: Reason[]
}

/** Conditions and reasons. `outcome` is that of a sign-in; a success leaves nothing to explain. */
export function diagnose(
  token: ReadToken,
  facts: MountFacts,
  { review, labels }: ClusterFacts,
  look: ApiLook | null,
  outcome: Findings['refusal'] | 'accepted',
): Diagnosis {
  const { role, config, missing } = facts
  const { claims } = token
  const conditions =
    claims === null ? [] : conditionsOf({ claims, role, config, labels, now: Date.now() - (facts.ahead ?? 0) })
  // What a server accepted, and what Kubernetes accepted, was signed by the right one.
  const signed = outcome === 'accepted' || review?.state === 'accepted'
  const known = conditions.map((one): Condition => (one.id === 'signature' && signed ? { ...one, state: 'met' } : one))
  if (outcome === 'accepted') return { conditions: known.map(accepted), reasons: [] }
  const findings = { token, conditions: known, role, config, missing, refusal: outcome, review, look }
  return { conditions: known, reasons: likelyReasons(findings) }
}

/** After a sign-in that went well, what could not be told from here is told. */
const accepted = (one: Condition): Condition => (one.state === 'unknown' ? { ...one, state: 'met' } : one)
