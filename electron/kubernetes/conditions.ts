/** A token beside a role: what must hold for a sign-in, with both values. */
import type { Claims, Condition, ConditionId } from '../contract/kubernetesDoctor.ts'
import { fitsGlob } from '../contract/glob.ts'
import { readSelector, selectorFits, type Labels } from './selector.ts'

/** What of a role decides a sign-in. */
export interface RoleFacts {
  readonly serviceAccounts: readonly string[]
  readonly namespaces: readonly string[]
  /** JSON or YAML; empty for none. */
  readonly selector: string
  /** Empty: any. */
  readonly audience: string
  readonly boundCidrs: readonly string[]
}

/** What of a mount's settings decides it. */
export interface ConfigFacts {
  readonly host: string
  readonly caPem: string
  readonly issuer: string
  readonly checksIssuer: boolean
  /** Public keys (PEM) that the mount verifies signatures with. Empty: it leaves that to Kubernetes. */
  readonly pemKeys: readonly string[]
  readonly hasReviewer: boolean
  /** Does Vault take CA and reviewer from its own pod where none is set? */
  readonly usesPod: boolean
}

export interface Beside {
  readonly claims: Claims
  /** Null where they may not be read. */
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** The server's time, milliseconds. */
  readonly now: number
  /** How far `now` may be off, milliseconds. */
  readonly clockError: number
  /** Whether the signature fits, as far as keys are known here. */
  readonly signature: Condition['state']
  /** Labels of the token's namespace, null when they are not known. */
  readonly labels: Labels | null
}

/** The auth method and Kubernetes both accept a token this long before and after its time. Milliseconds. */
const leeway = 60_000
/** What the auth method adds to the start of a token without `exp`, and takes from the end of one without start. Seconds. */
const filledIn = 150

type State = Condition['state']
const stateOf = (holds: boolean): State => (holds ? 'met' : 'not-met')

/** Every condition, in the order in which the server looks at them. */
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
  // It is the pod's address that counts, or this computer's for a trial: the server alone sees it.
  return {
    id: 'cidr',
    state: role !== null && wants.length === 0 ? 'not-asked' : 'unknown',
    has: [],
    wants: [...wants],
  }
}

/** OpenBao accepts no RSA-PSS. */
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
 * Times as both servers read them (`ValidateAllowMissingIatNbfExp` of hashicorp/cap): 0 counts as missing, a missing
 * `exp` is the later of `iat` and `nbf` plus 150 s, a missing `nbf` is `iat`, else `exp` minus 150 s. None of the three:
 * the token has no times.
 */
function times({ claims, now, clockError }: Beside): Condition[] {
  const issued = secondsOf(claims.issuedAt)
  const begins = secondsOf(claims.notBefore)
  const ends = secondsOf(claims.expiresAt)
  const isTimed = issued !== 0 || begins !== 0 || ends !== 0
  const expires = ends === 0 ? Math.max(issued, begins) + filledIn : ends
  const starts = begins === 0 ? (issued === 0 ? expires - filledIn : issued) : begins
  /** `spare`: milliseconds that are left until the condition is no longer met; negative when it isn't. */
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

/** The names are looked at first, the selector only where they do not fit. One of the two is enough. */
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
