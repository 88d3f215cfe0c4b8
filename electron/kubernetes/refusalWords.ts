/**
 * Maps the message of a refusal to a reason. The texts are those of the auth method (Vault's plugin and OpenBao's), of
 * the library that it reads JWTs with, and of Go's network and TLS; each was observed on a real server.
 */
import type { ConditionId, ReasonCode } from '../contract/kubernetesDoctor.ts'
import type { Add, Findings } from './findings.ts'

/** In the order of the server's own checks. */
const said: readonly (readonly [words: RegExp, code: ReasonCode])[] = [
  [/invalid role name/i, 'unknown-role'],
  [/no handler for route|route entry not found/i, 'no-such-mount'],
  [/unsupported (?:path|operation)/i, 'other-method'],
  [/could not load backend configuration/i, 'not-configured'],
  [/invalid audience \(aud\)/i, 'wrong-audience'],
  [/invalid issuer \(iss\)/i, 'wrong-issuer'],
  [/token is expired/i, 'expired'],
  [/token not yet valid|issued in the future/i, 'not-yet-valid'],
  [/service account name not authorized/i, 'wrong-service-account'],
  [/could not parse UID from claims/i, 'not-a-service-account'],
  [/match expressions are not supported/i, 'selector-unreadable'],
  [/TokenReviewer JWT needs to be configured/i, 'selector-needs-reviewer'],
  [/token must be signed/i, 'token-altered'],
  [/unexpected signature algorithm|unsupported signing algorithm|unexpected algorithm|invalid algorithm/i, 'algorithm'],
  [/unsupported protocol scheme|first path segment in URL|missing protocol scheme/i, 'not-an-api-server'],
  [/server gave HTTP response to HTTPS client/i, 'not-an-api-server'],
  [/certificate is (?:not )?valid for|IP SANs|certificate is not valid for any names/i, 'wrong-name'],
  [/certificate has expired or is not yet valid/i, 'certificate-expired'],
  [/x509:/i, 'wrong-ca'],
  [/connection refused|no such host|i\/o timeout|no route to host|dial tcp|connection reset/i, 'api-unreachable'],
]

/** Returns the reason that the message names, with its certainty. Null for `permission denied` without details. */
export function nameReason({ refusal, role, look, token }: Findings, add: Add): ReasonCode | null {
  const words = refusal?.words.join('\n') ?? ''
  if (words === '' || /^permission denied$/i.test(words)) return null
  const failed = /failed to get namespace \(code (\d+) status ([\s\S]*)\)/i.exec(words)
  if (failed !== null || /failed to parse error status/i.test(words)) {
    return nameOfLookup(Number(failed?.[1] ?? 0), failed?.[2] ?? '', look, add)
  }
  const named = said.find(([pattern]) => pattern.test(words))?.[1]
  const isAccount = !token.problems.some(({ code }) => code === 'not-a-service-account')
  const code =
    named === 'wrong-service-account' && !isAccount ? 'not-a-service-account' : (named ?? nameOfNamespace(words, role))
  if (code !== null) add(code, 'certain', 'words')
  return code
}

function nameOfNamespace(words: string, role: Findings['role']): ReasonCode | null {
  if (!/namespace not authorized/i.test(words)) return null
  if (/namespace not authorized err=/i.test(words)) return 'selector-unreadable'
  return role !== null && role.selector !== '' ? 'selector-no-match' : 'wrong-namespace'
}

/**
 * The server asked the host of the mount for a namespace. An API server answered only if the message is one of its own.
 */
function nameOfLookup(status: number, words: string, look: Findings['look'], add: Add): ReasonCode {
  const isOther = look !== null && look.answer !== null && look.answer !== 'api-server'
  if (status === 403 && /namespaces "[^"]*" is forbidden/i.test(words)) {
    add('reviewer-cannot-read-namespaces', 'certain', 'words')
    return 'reviewer-cannot-read-namespaces'
  }
  if (status === 404 && /namespaces "[^"]*" not found/i.test(words)) {
    add('other-cluster', 'likely', 'words')
    return 'other-cluster'
  }
  // Gateways answer 401 with the same message, so the check from here decides which server answered.
  if (status === 401 && !isOther) {
    if (look?.answer === 'api-server') add('reviewer-expired', 'certain', 'words', 'look')
    else {
      add('reviewer-expired', 'likely', 'words')
      add('not-an-api-server', 'possible')
    }
    return 'reviewer-expired'
  }
  add('not-an-api-server', 'likely', 'words')
  if (isOther) add('not-an-api-server', 'likely', 'look')
  return 'not-an-api-server'
}

/** The order of the server's checks. If it names a condition, the earlier checks have passed. */
const stages: Readonly<Record<ConditionId, number>> = {
  cidr: 1,
  signature: 2,
  algorithm: 2,
  issuer: 3,
  audience: 4,
  notBefore: 5,
  expiry: 6,
  issuedAt: 7,
  serviceAccount: 8,
  namespace: 9,
  selector: 9,
}
const early: Readonly<Partial<Record<ReasonCode, number>>> = {
  'unknown-role': 0,
  'no-such-mount': 0,
  'other-method': 0,
  'not-configured': 2,
  algorithm: 2,
  'not-a-jwt': 2,
  'token-altered': 2,
  'wrong-issuer': 3,
  'wrong-audience': 4,
  'not-yet-valid': 5,
  expired: 6,
  'wrong-service-account': 8,
  'not-a-service-account': 8,
}

/** Whether the server had checked a condition, and found it met, before it named `code`. */
export const hasPassed = (id: ConditionId, code: ReasonCode): boolean => stages[id] < (early[code] ?? 9)

/** Conditions whose failure the server names. The others end in `permission denied`. */
export const isNamed = (id: ConditionId): boolean => stages[id] >= 3
