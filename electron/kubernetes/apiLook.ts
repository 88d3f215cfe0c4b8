/** A look at the API server that an auth mount names, from this computer: is it there, and is its certificate the CA's? */
import { Agent } from 'undici'
import { z } from 'zod'
import type { ApiLook } from '../contract/kubernetesDoctor.ts'
import { Failure } from '../contract/failure.ts'
import { askKubernetes } from './kubeApi.ts'

/**
 * Asks for its version, without any credential. `caPem` empty: the computer's own authorities.
 * API: `GET /version`
 */
export async function lookAtApi(host: string, caPem: string, signal: AbortSignal): Promise<ApiLook> {
  const problem = await failureOfLook(host, caPem, signal)
  return { address: host, problem: problem?.code ?? null, words: problem?.message ?? '' }
}

async function failureOfLook(host: string, caPem: string, signal: AbortSignal): Promise<Failure | null> {
  const address = URL.parse(host)
  if (address === null || !/^https?:$/.test(address.protocol)) {
    return new Failure('invalid-input', 'The address of the mount is not an http or https address.')
  }
  let dispatcher
  try {
    dispatcher = new Agent({
      connect: { ...(caPem === '' ? {} : { ca: caPem }), rejectUnauthorized: true, timeout: 5000, allowH2: false },
    })
  } catch {
    return new Failure('certificate-invalid', 'The CA of the mount cannot be read.')
  }
  const cluster = { server: host.replace(/\/+$/, ''), dispatcher, headers: {}, close: () => dispatcher.destroy() }
  try {
    await askKubernetes(cluster, { method: 'GET', path: '/version', answer: z.unknown() }, signal)
    return null
  } catch (problem) {
    if (signal.aborted || !(problem instanceof Failure)) throw problem
    // Whoever answers is there, whatever the answer.
    return problem.error.status === undefined ? problem : null
  } finally {
    await cluster.close()
  }
}
