/**
 * Why a sign-in fails, the most certain reason first. The auth method answers most failures with the same two words, so
 * the reasons are derived from the token, the role, the settings, Kubernetes and a check from here. A reason is certain
 * only if the evidence proves that this problem makes every such sign-in fail, regardless of other problems.
 */
import type { ApiLook, Condition, ConditionId, Reason, ReasonCode } from '../contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../contract/result.ts'
import { isApiAddress } from './apiLook.ts'
import type { ConfigFacts, RoleFacts } from './conditions.ts'
import { certainties, type Add, type Findings } from './findings.ts'
import { addGuesses, addKeys } from './guesses.ts'
import { hasPassed, isNamed, nameReason } from './refusalWords.ts'
import { addReview } from './reviewReasons.ts'
import { readSelector } from './selector.ts'

const conditionCodes: Readonly<Partial<Record<ConditionId, ReasonCode>>> = {
  algorithm: 'algorithm',
  audience: 'wrong-audience',
  serviceAccount: 'wrong-service-account',
  namespace: 'wrong-namespace',
  selector: 'selector-no-match',
  expiry: 'expired',
  notBefore: 'not-yet-valid',
  issuedAt: 'not-yet-valid',
  issuer: 'wrong-issuer',
}

/** The order of equally certain reasons: the server's first checks, then the most frequent ones. */
const order: readonly ReasonCode[] = [
  'no-such-mount',
  'other-method',
  'unknown-role',
  'not-configured',
  'not-a-jwt',
  'token-altered',
  'algorithm',
  'not-a-service-account',
  'wrong-issuer',
  'wrong-audience',
  'not-yet-valid',
  'expired',
  'wrong-service-account',
  'wrong-namespace',
  'selector-unreadable',
  'selector-needs-reviewer',
  'reviewer-cannot-read-namespaces',
  'selector-no-match',
  'cidr',
  'wrong-key',
  'not-an-api-server',
  'wrong-name',
  'certificate-expired',
  'reviewer-audience',
  'reviewer-is-the-token',
  'reviewer-expired',
  'reviewer-not-allowed',
  'wrong-ca',
  'api-unreachable',
  'other-cluster',
  'pod-deleted',
  'node-deleted',
  'secret-deleted',
  'service-account-deleted',
]

/** Returns every reason with evidence; empty if there is none. */
export function likelyReasons(findings: Findings): Reason[] {
  const { token, missing, conditions, config, look, refusal } = findings
  const found = new Map<ReasonCode, Reason>()
  const add: Add = (code, certainty, ...evidence) => {
    const before = found.get(code)
    const isSurer = before === undefined || certainties.indexOf(certainty) < certainties.indexOf(before.certainty)
    found.set(code, {
      code,
      certainty: isSurer ? certainty : before.certainty,
      evidence: [...new Set([...(before?.evidence ?? []), ...evidence])],
    })
  }

  const named = nameReason(findings, add)
  for (const code of missing) add(code, 'certain', code === 'unknown-role' ? 'role' : 'config')
  addToken(token, add)
  for (const condition of conditions) {
    const code = codeOf(condition, findings.role)
    if (code === undefined || isContradicted(condition, named)) continue
    // The labels are those of the kubeconfig's cluster.
    const isSure = condition.id !== 'selector' || findings.cluster === 'same' || code === 'selector-unreadable'
    add(code, isSure ? 'certain' : 'likely', condition.id)
  }
  if (config !== null && !isApiAddress(config.host)) add('not-an-api-server', 'certain', 'config')
  addReview(findings, add)
  if (refusal !== null && named === null) {
    addBefore(findings, add)
    addKeys(findings, add)
  }
  const isExplained = [...found.values()].some(({ certainty }) => certainty === 'certain')
  // A refusal that names its reason needs no guesses, and neither does one that a reason above explains.
  if (refusal !== null && named === null && !isExplained) addGuesses(findings, add)
  if (look !== null && (named === null ? !isExplained : aboutHost.has(named))) addLook(look, config, add)
  const rank = ({ code, certainty }: Reason) =>
    certainties.indexOf(certainty) * 100 + (code === named ? -1 : order.indexOf(code))
  return [...found.values()].sort((a, b) => rank(a) - rank(b))
}

/** Whether the server found a condition met that looks unmet from here. */
export const isContradicted = ({ id }: Condition, named: ReasonCode | null): boolean =>
  named !== null && conditionCodes[id] !== named && hasPassed(id, named)

/** Adds the problems that a token has on any mount. */
function addToken({ claims, problems }: Findings['token'], add: Add): void {
  if (claims === null) return add('not-a-jwt', 'certain', 'token')
  const codes = new Set(problems.map(({ code }) => code))
  if (codes.has('not-a-service-account')) add('not-a-service-account', 'certain', 'token')
  if (codes.has('unsigned') && claims.algorithm.toLowerCase() !== 'none') add('token-altered', 'certain', 'token')
  if (codes.has('cut')) add('token-altered', claims.algorithm.startsWith('ES') ? 'certain' : 'likely', 'token')
}

function codeOf({ id, state }: Condition, role: RoleFacts | null): ReasonCode | undefined {
  if (state !== 'not-met') return undefined
  if (id === 'selector' && role !== null && readSelector(role.selector).kind !== 'labels') return 'selector-unreadable'
  // With a selector, the names are not decisive.
  if (id === 'namespace' && role !== null && role.selector !== '') return undefined
  return conditionCodes[id]
}

/**
 * Adds reasons for `permission denied` without details: for a later condition that isn't met, the server would have
 * named it. So it refused before, where it checks only the address of the sign-in and the signature.
 */
function addBefore({ conditions, role, config, token }: Findings, add: Add): void {
  const isBefore = conditions.some(({ id, state }) => state === 'not-met' && isNamed(id))
  if (!isBefore || role === null || config === null || token.claims === null) return
  if (role.boundCidrs.length > 0 && config.pemKeys.length === 0 && token.problems.length === 0) {
    add('cidr', 'certain', 'words', 'cidr')
  }
}

const aboutHost: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'wrong-ca',
  'wrong-name',
  'certificate-expired',
  'api-unreachable',
  'not-an-api-server',
])

const unreachable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'connection-refused',
  'connection-lost',
  'unreachable',
  'timeout',
  'tls-no-match',
  'tls-failed',
])
const notKubernetes: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['plain-http-expected', 'not-a-vault'])

/** This computer's network can differ from the server's, so a check is never proof. */
function addLook({ problem, answer }: ApiLook, config: ConfigFacts | null, add: Add): void {
  if (problem === null) {
    if (answer !== 'api-server') add('not-an-api-server', 'likely', 'look')
  } else if (problem === 'tls-wrong-host') add('wrong-name', 'likely', 'look')
  else if (problem === 'tls-expired') add('certificate-expired', 'likely', 'look')
  else if (problem === 'tls-untrusted' || problem === 'certificate-invalid') {
    // Without its own CA, a server in a pod uses the pod's, which isn't known here.
    const isKnown = config === null || config.caPem !== '' || !config.usesPod
    add('wrong-ca', isKnown ? 'likely' : 'possible', 'look')
  } else if (notKubernetes.has(problem)) add('not-an-api-server', 'likely', 'look')
  // A name that only the cluster knows can be resolved only there.
  else if (problem === 'name-not-resolved') add('api-unreachable', 'possible', 'look')
  else if (unreachable.has(problem)) add('api-unreachable', 'likely', 'look')
}
