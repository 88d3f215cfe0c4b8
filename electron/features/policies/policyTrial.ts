/** Tries a saved policy with a token that has only this policy, without changing anything. */
import type { TrialOperation, TrialResult } from '../../contract/policies.ts'
import { Failure } from '../../contract/failure.ts'
import { answerBounds } from '../../base/http/answerBounds.ts'
import type { VaultSession } from '../../vault/session.ts'
import { authenticatedSession } from '../../vault/session.ts'
import type { Transport, VaultRequest } from '../../vault/transport.ts'
import { capabilitiesOf, createTrialToken, revokeTrialToken } from '../../vault/trialToken.ts'

export interface Trial {
  readonly policy: string
  /** As in the API, without `/v1/`. */
  readonly path: string
  readonly operation: TrialOperation
  /** Whether the path is in `data/` of a KV 2 engine, where a write can be sent that the engine must reject. */
  readonly isKv2Data: boolean
}

/**
 * `session` is not canceled with the call; `signal` is. `onToken` receives the token that was created. @throws Failure
 * when no such token can be created.
 */
export async function tryPolicy(
  session: VaultSession,
  transport: Transport,
  trial: Trial,
  signal: AbortSignal,
  onToken: (token: string) => void = () => undefined,
): Promise<TrialResult> {
  // SECURITY: the token stays in this function and is revoked before it returns (docs/security.md, "Tokens"). The
  // answer is awaited in any case, because a token that is not known here could not be revoked.
  const token = await createTrialToken(session, trial.policy)
  onToken(token)
  const ofTrial = authenticatedSession(transport, token)
  try {
    if (signal.aborted) throw new Failure('canceled', 'The call was canceled.')
    const capabilities = await capabilitiesOf(session, token, trial.path, signal).catch(unlessRefused)
    const request = requestOf(trial, signal)
    if (request === null) return reckoned(capabilities, trial.operation)
    const status = await statusOf(ofTrial, request)
    return { verdict: status === 403 ? 'refused' : 'allowed', how: 'request', status, capabilities: capabilities ?? [] }
  } finally {
    await revokeTrialToken(session, ofTrial, token)
  }
}

function unlessRefused(problem: unknown): null {
  if (problem instanceof Failure && problem.code === 'permission-denied') return null
  throw problem
}

function reckoned(capabilities: readonly string[] | null, operation: TrialOperation): TrialResult {
  const may = capabilities === null ? 'unknown' : capabilities.includes(operation) ? 'allowed' : 'refused'
  return { verdict: may, how: 'reckoned', capabilities: [...(capabilities ?? [])] }
}

/** No secret has this version: check-and-set rejects the write after the policy has allowed it. */
const neverCurrent = 2_147_483_647

/** Returns a request that changes nothing, even if the policy allows it; null if there is none. */
function requestOf({ path, operation, isKv2Data }: Trial, signal: AbortSignal): VaultRequest | null {
  const plain = path.replace(/\/+$/, '')
  const body = { data: {}, options: { cas: neverCurrent } }
  switch (operation) {
    case 'read':
      return { method: 'GET', path: plain, signal, repeatable: false }
    case 'list':
      return { method: 'GET', path: `${plain}/`, query: { list: 'true' }, signal, repeatable: false }
    case 'scan':
      return { method: 'GET', path: `${plain}/`, query: { scan: 'true' }, signal, repeatable: false }
    case 'create':
    case 'update':
      return isKv2Data ? { method: 'POST', path: plain, body, signal } : null
    case 'patch':
      return isKv2Data
        ? { method: 'PATCH', path: plain, contentType: 'application/merge-patch+json', body, signal }
        : null
    default:
      return null
  }
}

/** Returns the status of the server's answer. The rest of the answer is dropped. */
async function statusOf(session: VaultSession, request: VaultRequest): Promise<number> {
  try {
    return (await session.request({ ...request, bound: answerBounds.secrets })).status
  } catch (problem) {
    const status = problem instanceof Failure ? problem.error.status : undefined
    if (status === undefined) throw problem
    return status
  }
}
