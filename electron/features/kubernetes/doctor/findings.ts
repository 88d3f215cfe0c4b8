/** Gathers what is known about a token, a role and their mount, and returns a diagnosis. */
import { Failure } from '../../../contract/failure.ts'
import type { ApiLook, Condition, Reason, Trial } from '../../../contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../../../contract/result.ts'
import { lookAtApi } from '../../../kubernetes/apiLook.ts'
import { conditionsOf, type ConfigFacts, type RoleFacts } from '../../../kubernetes/conditions.ts'
import type { Findings } from '../../../kubernetes/findings.ts'
import type { ReadToken } from '../../../kubernetes/jwt.ts'
import { isContradicted, likelyReasons } from '../../../kubernetes/reasons.ts'
import { nameReason } from '../../../kubernetes/refusalWords.ts'
import { isSignedBy, keyOfPem } from '../../../kubernetes/signature.ts'
import { readSignInConfig, readSignInRole } from '../../../vault/kubernetesLogin.ts'
import type { VaultSession } from '../../../vault/session.ts'
import type { ClusterFacts } from './clusterFacts.ts'

type Missing = Findings['missing'][number]

/** What Vault reports about a role and its mount. */
export interface MountFacts {
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  readonly missing: readonly Missing[]
  /** Why the role could not be read. */
  readonly roleProblem: ErrorCode | null
  /** Milliseconds that this computer's clock is ahead of the server's. */
  readonly ahead: number | null
}

/** Returns the value, or the failure if it is one that a diagnosis can continue with. */
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

/**
 * Reads role and settings as the signed-in person. Values that the person can't read are null, and the diagnosis
 * continues.
 */
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
    if ('value' in readConfig && readConfig.value.value === null) missing.push('not-configured')
    if ('problem' in readRole && readRole.problem.code === 'not-found') missing.push('unknown-role')
  }
  const config = 'value' in readConfig ? readConfig.value.value : null
  const serverTime =
    ('value' in readRole ? readRole.value.serverTime : undefined) ??
    ('value' in readConfig ? readConfig.value.serverTime : undefined)
  return {
    role: 'value' in readRole ? readRole.value.value : null,
    // If an older server does not report whether it has a reviewer, assume that it has one.
    config: config === null ? null : { ...config, hasReviewer: config.hasReviewer ?? true },
    missing,
    roleProblem: 'problem' in readRole ? readRole.problem.code : null,
    ahead: serverTime === undefined ? null : Date.now() - serverTime,
  }
}

/** Checks the mount's API server from this computer; null if its address is not known. */
export const lookFrom = (config: ConfigFacts | null, signal: AbortSignal): Promise<ApiLook | null> =>
  config === null || config.host === '' ? Promise.resolve(null) : lookAtApi(config.host, config.caPem, signal)

export interface Diagnosis {
  readonly conditions: Condition[]
  readonly reasons: Reason[]
  readonly doubts: Trial['doubts']
}

export interface Diagnosed {
  readonly jwt: string
  readonly token: ReadToken
  readonly facts: MountFacts
  readonly ofCluster: ClusterFacts
  readonly look: ApiLook | null
  /** The outcome of the sign-in; after a success there is no refusal to explain. */
  readonly outcome: Findings['refusal'] | 'accepted'
}

/** Milliseconds: a `Date` header has a resolution of seconds. Without it, the two clocks can differ by more. */
const clockErrors = { known: 2000, unknown: 300_000 }

/** Returns conditions and reasons, and the points where they contradict the server's answer. */
export function diagnose({ jwt, token, facts, ofCluster, look, outcome }: Diagnosed): Diagnosis {
  const { role, config, missing, ahead } = facts
  const { claims } = token
  const { review, labels, cluster } = ofCluster
  const known: Condition[] =
    claims === null
      ? []
      : conditionsOf({
          claims,
          role,
          config,
          labels,
          now: Date.now() - (ahead ?? 0),
          clockError: ahead === null ? clockErrors.unknown : clockErrors.known,
          signature: signatureState(jwt, claims.algorithm, config, ofCluster),
        })
  if (outcome === 'accepted') {
    const unmet = known.filter(({ state }) => state === 'not-met').map(({ id }) => id)
    return { conditions: known.map(accepted), reasons: [], doubts: [...unmet, ...doubtsOfLook(look)] }
  }
  const findings = { token, conditions: known, role, config, missing, refusal: outcome, cluster, review, look }
  const named = nameReason(findings, () => {})
  const doubts = known.filter((one) => one.state === 'not-met' && isContradicted(one, named)).map(({ id }) => id)
  return { conditions: known, reasons: likelyReasons(findings), doubts }
}

/** Verifies with the mount's own keys if it has any, else uses the result of the cluster. */
function signatureState(
  jwt: string,
  algorithm: string,
  config: ConfigFacts | null,
  { review }: ClusterFacts,
): Condition['state'] {
  if (config !== null && config.pemKeys.length > 0) {
    const keys = config.pemKeys.map(keyOfPem)
    if (
      isSignedBy(
        jwt,
        algorithm,
        keys.filter((key) => key !== null),
      )
    )
      return 'met'
    return keys.every((key) => key !== null) ? 'not-met' : 'unknown'
  }
  if (review === null || review.cluster === 'other') return 'unknown'
  if (review.state === 'accepted' || review.signer === 'this') return 'met'
  return review.signer === 'altered' ? 'not-met' : 'unknown'
}

/** After a successful sign-in, conditions that could not be checked from here count as met. */
const accepted = (one: Condition): Condition => (one.state === 'unknown' ? { ...one, state: 'met' } : one)

/**
 * Returns a doubt if a sign-in succeeds although this computer can't use the address. Either this computer sees another
 * network, or the server uses a connection that it opened before the CA or the certificate was changed.
 */
function doubtsOfLook(look: ApiLook | null): Trial['doubts'] {
  if (look === null || look.answer === 'api-server') return []
  if (look.problem === 'name-not-resolved') return []
  return look.problem !== null && /^tls-|^certificate-/.test(look.problem) ? ['certificate'] : ['api-server']
}
