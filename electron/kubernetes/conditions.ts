/** A token beside a role: what must hold for a sign-in, with both values. */
import type { Claims, Condition } from '../contract/kubernetesDoctor.ts'
import { fitsGlob } from './glob.ts'
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
  /** Has the mount keys of its own to verify signatures with? */
  readonly hasKeys: boolean
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
  /** Labels of the token's namespace, null when they are not known. */
  readonly labels: Labels | null
}

/** The auth method and Kubernetes both take a token this long before and after its time. Milliseconds. */
const leeway = 60_000

type State = Condition['state']
const stateOf = (holds: boolean): State => (holds ? 'met' : 'not-met')

/** Every condition, in the order in which the server looks at them. */
export function conditionsOf(beside: Beside): Condition[] {
  const { claims, role, config } = beside
  return [
    cidr(role),
    {
      id: 'algorithm',
      state: stateOf(/^(?:RS|ES|PS)(?:256|384|512)$/.test(claims.algorithm)),
      has: present(claims.algorithm),
      wants: ['RS256…512', 'ES256…512', 'PS256…512'],
    },
    issuer(claims, config),
    audience(claims, role),
    ...times(beside),
    account(claims, role),
    ...namespaces(beside),
    // Only a server that has the key can tell.
    { id: 'signature', state: 'unknown', has: present(claims.keyId), wants: [] },
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

function times({ claims, now }: Beside): Condition[] {
  const ends = claims.expiresAt
  const begins = claims.notBefore ?? claims.issuedAt
  const at = new Date(now).toISOString()
  return [
    {
      id: 'notBefore',
      state: begins === null ? 'not-asked' : stateOf(now + leeway >= Date.parse(begins)),
      has: begins === null ? [] : [begins],
      wants: [at],
    },
    {
      id: 'expiry',
      state: ends === null ? 'not-asked' : stateOf(now - leeway <= Date.parse(ends)),
      has: ends === null ? [] : [ends],
      wants: [at],
    },
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
