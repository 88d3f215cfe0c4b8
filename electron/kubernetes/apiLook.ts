/** Checks from this computer whether an API server answers at the address of an auth mount. */
import { Agent } from 'undici'
import { z } from 'zod'
import type { ApiLook } from '../contract/kubernetesDoctor.ts'
import { Failure } from '../contract/failure.ts'
import { tlsOffer } from '../base/tls/tlsOffer.ts'
import { sendToKubernetes } from './kubeApi.ts'

/** `GET /version` of an API server. */
const Version = z.object({ major: z.string(), minor: z.string(), gitVersion: z.string() })
/** An error answer of an API server. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const Refusal = z.object({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  status: z.literal('Failure'),
  message: z.string().default(''),
})
/** `GET /v1/sys/health` of Vault and OpenBao. */
const Health = z.object({ sealed: z.boolean(), version: z.string() })

/** Whether the host of a mount is an address that Vault can send a request to. */
export function isApiAddress(host: string): boolean {
  const address = URL.parse(host)
  return address !== null && /^https?:$/.test(address.protocol) && host === host.trim()
}

/** Requests its version, without any credential. `caPem` empty: the computer's own CAs. API: `GET /version` */
export async function lookAtApi(host: string, caPem: string, signal: AbortSignal): Promise<ApiLook> {
  const isEncrypted = URL.parse(host)?.protocol === 'https:'
  try {
    const answer = await answerOf(host, caPem, signal)
    return { address: host, problem: null, words: '', answer, isEncrypted }
  } catch (problem) {
    if (signal.aborted || !(problem instanceof Failure)) throw problem
    return { address: host, problem: problem.code, words: problem.message, answer: null, isEncrypted }
  }
}

async function answerOf(host: string, caPem: string, signal: AbortSignal): Promise<ApiLook['answer']> {
  const address = URL.parse(host)
  if (address === null || !isApiAddress(host)) {
    throw new Failure('invalid-input', 'The address of the mount is not an http or https address.')
  }
  let dispatcher: Agent
  try {
    const trust = { ...tlsOffer, ...(caPem === '' ? {} : { ca: caPem }), rejectUnauthorized: true }
    // As in Go, every certificate of the CA file is trusted, also one that another CA signed.
    const options = { ...trust, allowPartialTrustChain: true, timeout: 5000, allowH2: false }
    dispatcher = new Agent({ connect: options })
  } catch {
    throw new Failure('certificate-invalid', 'The CA of the mount cannot be read.')
  }
  const get = (server: string, path: string) =>
    sendToKubernetes({ server, dispatcher, headers: {} }, { method: 'GET', path, answer: z.unknown() }, signal)
  try {
    const base = host.replace(/\/+$/, '')
    const seen = identify(await get(base, '/version'))
    if (seen === 'api-server' || seen === 'below-path') return seen
    const hasPath = address.pathname.replace(/\/+$/, '') !== ''
    if (hasPath && identify(await get(address.origin, '/version')) === 'api-server') return 'below-path'
    return Health.safeParse((await get(address.origin, '/v1/sys/health')).json).success ? 'vault' : 'other'
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * Returns which server answered. A status proves nothing, because every server can answer 403 or 404, so the body
 * decides.
 */
function identify({ status, json }: { readonly status: number; readonly json: unknown }): ApiLook['answer'] {
  if (status === 200 && Version.safeParse(json).success) return 'api-server'
  const refusal = Refusal.safeParse(json)
  if (!refusal.success) return 'other'
  // An API server names the path of the request. If that is another path, the address has an extra path.
  const path = /cannot get path "([^"]*)"/.exec(refusal.data.message)?.[1]
  if (path !== undefined && path !== '/version') return 'below-path'
  return status === 401 || status === 403 ? 'api-server' : 'other'
}
