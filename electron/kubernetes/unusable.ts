/** Values of a kubeconfig that cannot be used: placeholders, or values that `kubectl config view` omits. */
import { Failure } from '../contract/failure.ts'
import type { ContextProblem } from '../contract/kubeconfig.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'
import type { Cluster, User } from './kubeconfigSchema.ts'

export interface Unusable {
  readonly code: ContextProblem
  /** The field, with its value if that is not a credential. */
  readonly detail: string
}

/** The output of `kubectl config view` without `--raw`: for bytes, and for texts. */
const omitted = /^(?:DATA\+OMITTED|REDACTED)$/
const placeholder = /<[^<>]*>|\$\{[^}]*\}|\$\([^)]*\)|\{\{.*?\}\}|^\$\w+$/s
/** Also without padding, with line breaks, and in the URL-safe alphabet. */
const base64 = /^[\s\w+/=-]+$/

export function unusableInCluster(cluster: Cluster): Unusable[] {
  const { server, 'certificate-authority-data': ca } = cluster
  return [...inServer(server), ...inData('certificate-authority-data', ca)]
}

function inServer(server: string): Unusable[] {
  const shown = `server: ${sanitizeText(server).slice(0, 300)}`
  if (server.trim() === '') return [{ code: 'no-server', detail: 'server' }]
  if (placeholder.test(server)) return [{ code: 'placeholder', detail: shown }]
  const url = URL.parse(server)
  if (!/^https?:\/\//i.test(server)) return [{ code: 'no-scheme', detail: shown }]
  return url === null || url.hostname === '' ? [{ code: 'no-server', detail: shown }] : []
}

/** SECURITY: returns only names of fields, because the values are credentials (docs/security.md, "Kubernetes"). */
export function unusableInUser(user: User): Unusable[] {
  const isProgram = user.exec !== null && user.exec !== undefined
  const found = isProgram
    ? []
    : [
        ...inText('token', user.token),
        ...inData('client-certificate-data', user['client-certificate-data']),
        ...inData('client-key-data', user['client-key-data']),
      ]
  if (user.username !== '' || user.password !== '') found.push({ code: 'basic-auth', detail: 'username, password' })
  const acts = ['as-uid', 'as-groups', 'as-user-extra'] as const
  const named = acts.filter((name) => Object.keys(user[name]).length > 0)
  if (user.as === '' && named.length > 0) found.push({ code: 'acts-without-user', detail: named.join(', ') })
  return found
}

function inText(detail: string, value: string): Unusable[] {
  if (omitted.test(value.trim())) return [{ code: 'printed-without-raw', detail }]
  return placeholder.test(value.trim()) ? [{ code: 'placeholder', detail }] : []
}

function inData(detail: string, value: string): Unusable[] {
  const found = inText(detail, value)
  return found.length > 0 || value === '' || base64.test(value) ? found : [{ code: 'not-base64', detail }]
}

const words: Readonly<Partial<Record<ContextProblem, string>>> = {
  'no-server': 'The cluster of this context has no address',
  'no-scheme': 'The address of the cluster has to begin with https:// or http://',
  placeholder: 'A value of the kubeconfig was never filled in',
  'printed-without-raw': 'The kubeconfig was printed without --raw (kubectl config view), which leaves this out',
  'not-base64': 'The kubeconfig holds data that is not base64',
  'basic-auth': 'API servers since Kubernetes 1.19 take no user name and password',
  'acts-without-user': 'The kubeconfig acts as a member or with values of a user that it does not name (as)',
}

/** @throws Failure `unsupported` that names all of them; `not-found` without an address. */
export function refuseUnusable(found: readonly Unusable[]): void {
  const [first] = found
  if (first === undefined) return
  const all = [...new Set(found.map(({ code, detail }) => `${words[code] ?? code}: ${detail}.`))]
  throw new Failure(found.some(({ code }) => code === 'no-server') ? 'not-found' : 'unsupported', all.join(' '))
}
