/** The input of an app's manifests, and whether Kubernetes accepts its names. */
import { isLoopbackHost } from '../../../electron/contract/plainAddress.ts'

/** An app that reads one secret with one role. */
export interface ManifestPlan {
  /** Of the Deployment, its Service and its labels. */
  readonly app: string
  readonly namespace: string
  readonly serviceAccount: string
  /** The server's address for a pod, which may differ from ours. */
  readonly vaultAddress: string
  /** PEM of the CA of its certificate, if it is not publicly trusted; empty: the pod gets none. */
  readonly caPem: string
  /** Of the server's own namespaces; empty for the root. */
  readonly vaultNamespace: string
  /** The auth mount, with a slash at its end. */
  readonly mount: string
  readonly role: string
  /** The audience that the role requires; empty: any. */
  readonly audience: string
  readonly secret: { readonly mount: string; readonly path: string; readonly kvVersion: 1 | 2 }
  /** Keys of the secret, if they are known. */
  readonly keys: readonly string[]
}

export type PlanField = 'app' | 'namespace' | 'serviceAccount' | 'vaultAddress' | 'secret'

/** RFC 1123: the form of a label. Service accounts are subdomains: several labels with dots between. */
const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/
/** A Service's name becomes a DNS label of the older kind, which begins with a letter (RFC 1035). */
const serviceLabel = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/

const isSubdomain = (name: string): boolean => name.length <= 253 && name.split('.').every((part) => label.test(part))

/**
 * Returns the fields that prevent a manifest. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function problemsOf(plan: ManifestPlan): PlanField[] {
  const checks: readonly (readonly [PlanField, boolean])[] = [
    ['app', serviceLabel.test(plan.app)],
    ['namespace', label.test(plan.namespace)],
    ['serviceAccount', isSubdomain(plan.serviceAccount)],
    ['vaultAddress', /^https?:\/\/[^\s/]+/.test(plan.vaultAddress)],
    ['secret', plan.secret.mount !== '' && plan.secret.path !== '' && !/\p{Cc}/u.test(plan.secret.path)],
  ]
  return checks.filter(([, holds]) => !holds).map(([field]) => field)
}

/** Whether the host of an address is the computer itself: in a pod, the pod. */
export const isLoopback = (address: string): boolean => isLoopbackHost(URL.parse(address)?.hostname ?? '')

/**
 * The likely address of the server for a pod: that of the connection, or, if that is the computer itself, the service
 * of the usual Helm chart with the same scheme and port.
 */
export function addressForPods(address: string, product: 'vault' | 'openbao'): string {
  const url = URL.parse(address)
  if (url === null || !isLoopback(address)) return address
  return `${url.protocol}//${product}.${product}.svc:${url.port === '' ? '8200' : url.port}`
}

/** The path of the API, as a policy names it: `secret/data/webapp/config`. */
export const apiPath = ({ mount, path, kvVersion }: ManifestPlan['secret']): string =>
  `${mount}${kvVersion === 2 ? 'data/' : ''}${path}`

/** Without the slash at its end. */
export const bare = (mount: string): string => mount.replace(/\/$/, '')
