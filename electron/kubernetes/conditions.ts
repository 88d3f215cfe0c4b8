/** Compares a token with a role: the conditions of a sign-in, with both values. */
import type { Claims, Condition, ConditionId } from '../contract/kubernetesDoctor.ts'
import { fitsGlob } from '../contract/glob.ts'
import { readSelector, selectorFits, type Labels } from './selector.ts'

/** The fields of a role that decide about a sign-in. */
export interface RoleFacts {
  readonly serviceAccounts: readonly string[]
  readonly namespaces: readonly string[]
  /** JSON or YAML; empty for none. */
  readonly selector: string
  /** Empty: any. */
  readonly audience: string
  readonly boundCidrs: readonly string[]
}

/** The settings of a mount that decide about it. */
export interface ConfigFacts {
  readonly host: string
  readonly caPem: string
  readonly issuer: string
  readonly checksIssuer: boolean
  /** Public keys (PEM) that the mount verifies signatures with. Empty: Kubernetes verifies them. */
  readonly pemKeys: readonly string[]
  readonly hasReviewer: boolean
  /** Whether Vault uses CA and reviewer of its own pod if none is set. */
  readonly usesPod: boolean
}

export interface Beside {
  readonly claims: Claims
  /** Null if they can't be read. */
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** The server's time, milliseconds. */
  readonly now: number
  /** The possible error of `now`, milliseconds. */
  readonly clockError: number
  /** Whether the signature is valid, as far as keys are known here. */
  readonly signature: Condition['state']
  /** Labels of the token's namespace; null if unknown. */
  readonly labels: Labels | null
}

/** Milliseconds for which the auth method and Kubernetes both accept a token before and after its time. */
const leeway = 60_000
/**
 * Seconds that the auth method adds to the start of a token without `exp`, and subtracts from the end of one without a
 * start.
 */
const filledIn = 150

type State = Condition['state']
const stateOf = (holds: boolean): State => (holds ? 'met' : 'not-met')

/** Returns every condition, in the order of the server's checks. */
export function conditionsOf(beside: Beside): Condition[] {
  const { claims, role, config } = beside
  return [
    cidr(role),
    algorithm(claims),
    issuer(claims, config),
    audience(claims, role),
    ...times(beside),
    account(claims, role),
    ...namespaces(beside),
    { id: 'signature', state: beside.signature, has: present(claims.keyId), wants: [] },
  ]
}

const present = (text: string): string[] => (text === '' ? [] : [text])

function cidr(role: RoleFacts | null): Condition {
  const wants = role?.boundCidrs ?? []
  // The pod's address counts, or this computer's in a trial. Only the server sees it.
  return {
    id: 'cidr',
    state: role !== null && wants.length === 0 ? 'not-asked' : 'unknown',
    has: [],
    wants: [...wants],
  }
}

/** OpenBao does not accept RSA-PSS. */
function algorithm({ algorithm: has }: Claims): Condition {
  const isPss = /^PS(?:256|384|512)$/.test(has)
  const state = isPss ? 'unknown' : stateOf(/^(?:RS|ES)(?:256|384|512)$/.test(has))
  return { id: 'algorithm', state, has: present(has), wants: ['RS256…512', 'ES256…512', 'PS256…512 (Vault)'] }
}

function issuer({ issuer: has }: Claims, config: ConfigFacts | null): Condition {
  const asked = config === null || (config.checksIssuer && config.issuer !== '')
  const state = config === null ? 'unknown' : asked ? stateOf(has === config.issuer) : 'not-asked'
  return { id: 'issuer', state, has: present(has), wants: asked ? present(config?.issuer ?? '') : [] }
}

function audience({ audiences }: Claims, role: RoleFacts | null): Condition {
  const wants = present(role?.audience ?? '')
  const state =
    role === null ? 'unknown' : role.audience === '' ? 'not-asked' : stateOf(audiences.includes(role.audience))
  return { id: 'audience', state, has: audiences, wants }
}

const secondsOf = (time: string | null): number => (time === null ? 0 : Math.floor(Date.parse(time) / 1000))

/**
 * Returns the conditions of the times, as both servers read them (`ValidateAllowMissingIatNbfExp` of hashicorp/cap): 0
 * counts as missing, a missing `exp` is the later of `iat` and `nbf` plus 150 s, a missing `nbf` is `iat`, else `exp`
 * minus 150 s. Without all three, the token has no times.
 */
function times({ claims, now, clockError }: Beside): Condition[] {
  const issued = secondsOf(claims.issuedAt)
  const begins = secondsOf(claims.notBefore)
  const ends = secondsOf(claims.expiresAt)
  const isTimed = issued !== 0 || begins !== 0 || ends !== 0
  const expires = ends === 0 ? Math.max(issued, begins) + filledIn : ends
  const starts = begins === 0 ? (issued === 0 ? expires - filledIn : issued) : begins
  /** `spare`: milliseconds until the condition is no longer met; negative if it isn't met. */
  const condition = (id: ConditionId, at: number, spare: number): Condition => {
    if (!isTimed || at === 0) return { id, state: 'not-asked', has: [], wants: [] }
    const state = Math.abs(spare) < clockError ? 'unknown' : stateOf(spare >= 0)
    return { id, state, has: [new Date(at * 1000).toISOString()], wants: [new Date(now).toISOString()] }
  }
  return [
    condition('notBefore', starts, now + leeway - starts * 1000),
    condition('expiry', expires, expires * 1000 - (now - leeway)),
    condition('issuedAt', issued, now + leeway - issued * 1000),
  ]
}

function account({ serviceAccount }: Claims, role: RoleFacts | null): Condition {
  const wants = role?.serviceAccounts ?? []
  const state = role === null ? 'unknown' : stateOf(wants.some((pattern) => fitsGlob(pattern, serviceAccount)))
  return { id: 'serviceAccount', state, has: present(serviceAccount), wants: [...wants] }
}

/** The names are checked first, the selector only if they do not match. One of the two is enough. */
function namespaces({ claims, role, labels }: Beside): Condition[] {
  const has = present(claims.namespace)
  if (role === null) return [{ id: 'namespace', state: 'unknown', has, wants: [] }]
  const named = role.namespaces.some((pattern) => fitsGlob(pattern, claims.namespace))
  if (role.selector === '') return [{ id: 'namespace', state: stateOf(named), has, wants: [...role.namespaces] }]
  const selector: Condition = {
    id: 'selector',
    state: named ? 'not-asked' : selectorState(role.selector, labels),
    has: labels === null ? has : Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    wants: [role.selector],
  }
  const state = named
    ? 'met'
    : role.namespaces.length === 0
      ? 'not-asked'
      : selector.state === 'met'
        ? 'met'
        : 'unknown'
  return [
    {
      id: 'namespace',
      state: selector.state === 'not-met' && !named ? 'not-met' : state,
      has,
      wants: [...role.namespaces],
    },
    selector,
  ]
}

function selectorState(text: string, labels: Labels | null): State {
  const selector = readSelector(text)
  if (selector.kind !== 'labels') return 'not-met'
  return labels === null ? 'unknown' : stateOf(selectorFits(selector.labels, labels))
}
