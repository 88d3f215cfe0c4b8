/**
 * Why a sign-in fails, the most likely reason first. The auth method answers most failures with the same two words, so
 * what the server says is laid beside what the token, the role, the settings, Kubernetes and a look from here tell.
 */
import type {
  ApiLook,
  Claims,
  Condition,
  ConditionId,
  Reason,
  ReasonCode,
  Review,
} from '../contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../contract/result.ts'
import type { ConfigFacts, RoleFacts } from './conditions.ts'
import type { ReadToken } from './jwt.ts'
import { readSelector } from './selector.ts'

export interface Findings {
  readonly token: ReadToken
  readonly conditions: readonly Condition[]
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** What reading role and settings has shown to be missing. */
  readonly missing: readonly ('unknown-role' | 'no-such-mount' | 'other-method' | 'not-configured')[]
  /** The server's refusal; null before a sign-in was tried. */
  readonly refusal: { readonly status: number | null; readonly words: readonly string[] } | null
  readonly review: Review | null
  readonly look: ApiLook | null
}

type Certainty = Reason['certainty']
type Evidence = Reason['evidence'][number]
const order: readonly Certainty[] = ['certain', 'likely', 'possible']

/** What the server's own words name. The texts are those of the auth method's plugin, tried on a real one. */
const said: readonly (readonly [words: RegExp, code: ReasonCode])[] = [
  [/invalid role name/i, 'unknown-role'],
  [/no handler for route|route entry not found/i, 'no-such-mount'],
  [/unsupported (?:path|operation)/i, 'other-method'],
  [/could not load backend configuration/i, 'not-configured'],
  [/invalid audience \(aud\)/i, 'wrong-audience'],
  [/invalid issuer \(iss\)/i, 'wrong-issuer'],
  [/token is expired|invalid expiration/i, 'expired'],
  [/not yet valid|issued in the future/i, 'not-yet-valid'],
  [/service account name not authorized/i, 'wrong-service-account'],
  [/match expressions are not supported/i, 'selector-unreadable'],
  [/TokenReviewer JWT needs to be configured/i, 'selector-needs-reviewer'],
  [/failed to get namespace \(code 403/i, 'reviewer-cannot-read-namespaces'],
  [/failed to get namespace \(code 401/i, 'reviewer-expired'],
  [/x509:|certificate/i, 'wrong-ca'],
  [/connection refused|no such host|i\/o timeout|no route to host|dial tcp/i, 'api-unreachable'],
  [/unexpected signature algorithm|unsupported signing algorithm|invalid algorithm/i, 'algorithm'],
  [/go-jose|must have three parts|malformed|invalid character|illegal base64|parsing/i, 'not-a-jwt'],
]

const conditionCodes: Readonly<Partial<Record<ConditionId, ReasonCode>>> = {
  algorithm: 'algorithm',
  audience: 'wrong-audience',
  serviceAccount: 'wrong-service-account',
  namespace: 'wrong-namespace',
  selector: 'selector-no-match',
  expiry: 'expired',
  notBefore: 'not-yet-valid',
  issuer: 'wrong-issuer',
}

/** Every reason that something points to; empty where nothing does. */
export function likelyReasons(findings: Findings): Reason[] {
  const found = new Map<ReasonCode, Reason>()
  const add = (code: ReasonCode, certainty: Certainty, ...evidence: Evidence[]) => {
    const before = found.get(code)
    const surer = before === undefined || order.indexOf(certainty) < order.indexOf(before.certainty)
    found.set(code, {
      code,
      certainty: surer ? certainty : before.certainty,
      evidence: [...new Set([...(before?.evidence ?? []), ...evidence])],
    })
  }

  const named = namedBy(findings)
  if (named !== null) add(named, 'certain', 'words')
  if (findings.token.claims === null) add('not-a-jwt', 'certain', 'token')
  for (const code of findings.missing) add(code, 'certain', code === 'unknown-role' ? 'role' : 'config')
  for (const { id, state } of findings.conditions) {
    const code = state === 'not-met' ? codeOf(id, findings) : undefined
    if (code === undefined) continue
    // What the server did not come to yet is the next thing it will say.
    add(code, named === null || named === code ? 'certain' : 'likely', id)
  }
  // A refusal that names its reason needs no guesses, and neither does one that something above explains.
  if (named === null && ![...found.values()].some(({ certainty }) => certainty === 'certain')) guess(findings, add)
  else if (findings.look !== null && (named === 'wrong-ca' || named === 'api-unreachable'))
    lookReasons(findings.look, add)
  return [...found.values()].sort((a, b) => order.indexOf(a.certainty) - order.indexOf(b.certainty))
}

/** What the words of a refusal name; null for "permission denied" alone. */
function namedBy({ refusal, role }: Findings): ReasonCode | null {
  const words = refusal?.words.join('\n') ?? ''
  const named = said.find(([pattern]) => pattern.test(words))?.[1]
  if (named !== undefined) return named
  if (!/namespace not authorized/i.test(words)) return null
  return role !== null && role.selector !== '' ? 'selector-no-match' : 'wrong-namespace'
}

function codeOf(id: ConditionId, { role }: Findings): ReasonCode | undefined {
  if (id === 'selector' && role !== null && readSelector(role.selector).kind !== 'labels') return 'selector-unreadable'
  // With a selector the names alone decide nothing.
  if (id === 'namespace' && role !== null && role.selector !== '') return undefined
  return conditionCodes[id]
}

type Add = (code: ReasonCode, certainty: Certainty, ...evidence: Evidence[]) => void

function lookReasons({ problem }: ApiLook, add: Add): void {
  if (problem === null) return
  if (problem.startsWith('tls-') || problem === 'certificate-invalid') add('wrong-ca', 'likely', 'look')
  // A name of the cluster's own resolves in the cluster alone.
  else if (problem === 'name-not-resolved') add('api-unreachable', 'possible', 'look')
  else if (unreachable.has(problem)) add('api-unreachable', 'likely', 'look')
}

const unreachable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'connection-refused',
  'connection-lost',
  'unreachable',
  'timeout',
  'plain-http-expected',
  'not-a-vault',
  'invalid-input',
])

/** For a refusal that says nothing. Before a sign-in only what Kubernetes itself says counts. */
function guess(findings: Findings, add: Add): void {
  const { refusal, review, look, config, role } = findings
  if (review?.state === 'refused') {
    add(codeOfReview(review.words, findings.token.claims?.pod ?? ''), 'certain', 'review')
    return
  }
  if (refusal === null) return
  if (look !== null) lookReasons(look, add)
  const reachable = look !== null && look.problem === null
  const hidden = look !== null && look.problem !== null && look.problem !== 'name-not-resolved'
  if (role !== null && role.boundCidrs.length > 0) add('cidr', 'likely', 'cidr')
  if (config?.hasKeys === true) add('wrong-key', review?.state === 'accepted' ? 'likely' : 'possible', 'config')
  if (review?.state === 'accepted') {
    if (!hidden) reviewerReasons(findings.token.claims, config, review, add)
    if (look === null) {
      add('api-unreachable', 'possible')
      add('wrong-ca', 'possible')
    }
    add('other-cluster', 'possible', 'review')
    return
  }
  for (const code of ['service-account-deleted', 'other-cluster'] as const) add(code, hidden ? 'possible' : 'likely')
  for (const code of ['reviewer-not-allowed', 'reviewer-expired'] as const) add(code, 'possible')
  if (!reachable) {
    add('api-unreachable', 'possible')
    add('wrong-ca', 'possible')
  }
}

/** Kubernetes takes the token, so it is Vault's own way to ask that fails. */
function reviewerReasons(claims: Claims | null, config: ConfigFacts | null, review: Review, add: Add): void {
  const { reviewers } = review
  const there = reviewers?.filter(({ exists }) => exists) ?? null
  if (config !== null && !config.hasReviewer && !config.usesPod) {
    const own = `${claims?.namespace ?? ''}/${claims?.serviceAccount ?? ''}`
    const may = there?.some(({ account }) => account === own)
    if (may !== true) add('reviewer-is-the-token', may === undefined ? 'likely' : 'certain', 'config', 'bindings')
    return
  }
  if (reviewers === null || there === null) {
    add('reviewer-not-allowed', 'likely', 'review')
    add('reviewer-expired', 'likely', 'review')
  } else if (reviewers.length === 0) add('reviewer-not-allowed', 'certain', 'review', 'bindings')
  else if (there.length === 0) add('reviewer-expired', 'certain', 'review', 'bindings')
  else {
    add('reviewer-expired', 'likely', 'review', 'bindings')
    add('reviewer-not-allowed', 'likely', 'review')
  }
}

/** What Kubernetes' refusal of a token means. The texts are those of its API server, tried on a real one. */
function codeOfReview(words: string, pod: string): ReasonCode {
  if (/expired/i.test(words)) return 'expired'
  if (/not valid yet|not before/i.test(words)) return 'not-yet-valid'
  if (/audience/i.test(words)) return 'wrong-audience'
  // Of a token's pod it says no more than this; of an account that is gone it says `not found`.
  if (/invalidated/i.test(words) && pod !== '') return 'pod-deleted'
  if (/not found|deleted|does not match|invalidated/i.test(words)) return 'service-account-deleted'
  return 'other-cluster'
}
