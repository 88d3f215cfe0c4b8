/**
 * Reads the claims of a JWT (RFC 7519). They are only decoded: no decision depends on them, because only the API server
 * can verify them.
 */
import { z } from 'zod'
import type { Claims, TokenProblem, TokenView } from '../contract/kubernetesDoctor.ts'
import { jwtInText } from '../contract/text/jwtInText.ts'
import { cutOf } from './signature.ts'

export type ReadToken = Omit<TokenView, 'id'>
type Problem = ReadToken['problems'][number]

/** Characters. Kubernetes sends tokens in a header, and no server accepts a longer header. */
const longest = 64 * 1024

/** The algorithms that the auth method accepts; https://developer.hashicorp.com/vault/docs/auth/kubernetes */
const algorithms: ReadonlySet<string> = new Set(
  ['RS', 'ES', 'PS'].flatMap((family) => ['256', '384', '512'].map((size) => `${family}${size}`)),
)

const base64url = /^[\w-]+$/

/** The text of a claim, empty if it is missing. A value of another type is a problem that names the claim. */
type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const only = (code: TokenProblem, detail = ''): ReadToken => ({
  claims: null,
  problems: [{ code, detail }],
  tidied: [],
})

/** Returns one part of a JWT as an object, or the code of its problem. */
function readPart(part: string, code: 'header-not-json' | 'claims-not-json'): Members | TokenProblem {
  if (!base64url.test(part)) return 'not-base64'
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
    return isMembers(value) ? value : code
  } catch {
    return code
  }
}

/**
 * Reads a JWT, in the forms that `jwtInText` finds. `claims` is null if it cannot be read at all. Otherwise `problems`
 * lists unusual values, including claims of a wrong type, and `claims` has the rest.
 */
export function readJwt(given: string): ReadToken {
  if (given.length > longest) return only('too-long')
  const found = jwtInText(given)
  if (found.state === 'placeholder') return only('placeholder')
  if (found.state === 'several') return only('several-tokens')
  const jwt = found.state === 'found' ? found.jwt : found.text
  if (jwt === '') return only('empty')
  if (/^(?:hv[sbr]|[sbr])\.[\w-]{10,}$/.test(jwt)) return only('vault-token')
  const parts = jwt.split('.')
  if (parts.length === 5) return only('encrypted')
  const [head = '', body = '', signature = ''] = parts
  if (parts.length !== 3 || head === '' || body === '') return only('not-a-jwt')
  const header = readPart(head, 'header-not-json')
  if (typeof header === 'string') return only(header === 'not-base64' ? 'not-a-jwt' : header)
  const claims = readPart(body, 'claims-not-json')
  if (typeof claims === 'string') return only(claims)
  return { ...describe(header, claims, signature), tidied: found.state === 'found' ? found.tidied : [] }
}

/** Returns only the token, or the text if it contains none. */
export function bareJwt(given: string): string {
  const found = jwtInText(given)
  return found.state === 'found' ? found.jwt : given.trim()
}

function describe(header: Members, claims: Members, signature: string): Omit<ReadToken, 'tidied'> {
  const problems: Problem[] = []
  const wrong = (detail: string) => problems.push({ code: 'claim-type', detail })
  const textOf = (from: Members, name: string, path = name): string => {
    const value = Object.hasOwn(from, name) ? from[name] : undefined
    if (value === undefined || value === null) return ''
    if (typeof value === 'string') return value.slice(0, 4096)
    wrong(path)
    return ''
  }
  const membersOf = (from: Members, name: string, path = name): Members => {
    const value = Object.hasOwn(from, name) ? from[name] : undefined
    if (value === undefined || value === null) return {}
    if (isMembers(value)) return value
    wrong(path)
    return {}
  }
  const timeOf = (name: string): string | null => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (value === undefined || value === null) return null
    // NumericDate: seconds, also with a fraction (RFC 7519, section 2). A larger value is not a valid date.
    const at = z.number().min(0).max(8_640_000_000_000).safeParse(value)
    if (at.success) return new Date(at.data * 1000).toISOString()
    wrong(name)
    return null
  }

  const algorithm = textOf(header, 'alg')
  if (algorithm.toLowerCase() === 'none' || signature === '') problems.push({ code: 'unsigned', detail: algorithm })
  else if (!algorithms.has(algorithm)) problems.push({ code: 'algorithm', detail: algorithm })
  else if (cutOf(algorithm, signature) !== 'no') problems.push({ code: 'cut', detail: algorithm })

  const kubernetes = membersOf(claims, 'kubernetes.io')
  const part = (name: string) => membersOf(kubernetes, name, `kubernetes.io.${name}`)
  const account = part('serviceaccount')
  const [pod, node, secret] = [part('pod'), part('node'), part('secret')]
  // Tokens from a secret have flat names (Kubernetes before 1.24 created one for each account).
  const flat = 'kubernetes.io/serviceaccount/'
  const either = (nested: string, flatName: string) => (nested === '' ? textOf(claims, flatName) : nested)
  const nameIn = (from: Members, path: string) => textOf(from, 'name', `kubernetes.io.${path}.name`)
  const uidIn = (from: Members, path: string) => textOf(from, 'uid', `kubernetes.io.${path}.uid`)
  const read: Claims = {
    algorithm,
    keyId: textOf(header, 'kid'),
    issuer: textOf(claims, 'iss'),
    subject: textOf(claims, 'sub'),
    audiences: audiencesOf(claims, wrong),
    expiresAt: timeOf('exp'),
    notBefore: timeOf('nbf'),
    issuedAt: timeOf('iat'),
    namespace: either(textOf(kubernetes, 'namespace', 'kubernetes.io.namespace'), `${flat}namespace`),
    serviceAccount: either(nameIn(account, 'serviceaccount'), `${flat}service-account.name`),
    serviceAccountUid: either(uidIn(account, 'serviceaccount'), `${flat}service-account.uid`),
    pod: nameIn(pod, 'pod'),
    podUid: uidIn(pod, 'pod'),
    node: nameIn(node, 'node'),
    nodeUid: uidIn(node, 'node'),
    secret: either(nameIn(secret, 'secret'), `${flat}secret.name`),
    secretUid: uidIn(secret, 'secret'),
  }
  if (read.namespace === '' || read.serviceAccount === '') {
    problems.push({ code: 'not-a-service-account', detail: read.subject })
  }
  if (read.expiresAt === null && !problems.some(({ detail }) => detail === 'exp')) {
    problems.push({ code: 'no-expiry', detail: read.secret })
  }
  return { claims: read, problems }
}

/** `aud` is one text or a list of them (RFC 7519, section 4.1.3). */
function audiencesOf(claims: Members, wrong: (path: string) => void): string[] {
  const value = Object.hasOwn(claims, 'aud') ? claims['aud'] : undefined
  if (value === undefined || value === null) return []
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((item) => typeof item === 'string')
  if (texts.length !== list.length) wrong('aud')
  return texts.slice(0, 100).map((item) => item.slice(0, 4096))
}

/** Returns the object that a token is bound to in addition to its account; null for none. */
export function boundObjectOf({ pod, secret, node }: Claims): 'pod' | 'secret' | 'node' | null {
  if (pod !== '') return 'pod'
  if (secret !== '') return 'secret'
  return node === '' ? null : 'node'
}
