/** Initialization. A server can be initialized once, and its answer is the only copy of the keys. */
import { Failure } from '../contract/failure.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import type { VaultSession } from './session.ts'
import { readSealStatus, type SealStatusFields } from './status.ts'
import type { JsonBody } from './transport.ts'

export interface InitRequest {
  readonly shares: number
  readonly threshold: number
  /**
   * Binary PGP public keys in base64, one for each share, in the order of the shares. Absent: the shares are not
   * encrypted.
   */
  readonly pgpKeys?: readonly string[]
  readonly rootTokenPgpKey?: string | null
}

// A raft cluster writes its first state to disk before it answers.
const initTimeoutMs = 120_000

/** Failures after which it is unknown whether the server has run the request. */
const unknownOutcome: ReadonlySet<string> = new Set([
  'timeout',
  'connection-lost',
  'unreachable',
  'answer-invalid',
  'answer-too-large',
  // A proxy can replace the answer with its own page.
  'not-a-vault',
  'server-error',
])

/**
 * Initializes a server with `shares` key shares of which `threshold` unseal it. With auto-unseal they are recovery
 * shares. Never repeated. Pass no signal that could end the wait, because the answer is the only copy. Returns the body
 * as received, in any form: no step that could fail runs before it is stored. See `readInitAnswer`. API:
 * https://developer.hashicorp.com/vault/api-docs/system/init
 * @throws Failure `already-initialized`, `rejected`; `answer-lost` when the server was initialized and its answer did
 * not arrive.
 */
export async function initialize(session: VaultSession, request: InitRequest, signal?: AbortSignal): Promise<Buffer> {
  const seal = await readSealStatus(session, signal)
  if (seal.initialized === true) throw new Failure('already-initialized', 'The server is already initialized.')
  let received: Buffer | undefined
  try {
    await session.request({
      method: 'PUT',
      path: 'sys/init',
      bound: answerBounds.newKeys,
      body: bodyOf(request, isAutoUnseal(seal)),
      repeatable: false,
      timeoutMs: initTimeoutMs,
      signal,
      onReceived: (bytes) => {
        if (bytes.length > 0) received = Buffer.from(bytes)
      },
    })
  } catch (problem) {
    // SECURITY: an answer that is not in Vault's format may still be the only copy of the keys.
    if (received !== undefined) return received
    if (!(problem instanceof Failure) || !unknownOutcome.has(problem.code)) throw problem
    const after = await readSealStatus(session).catch(() => null)
    if (after?.initialized !== true) throw problem
    throw new Failure('answer-lost', 'The server was initialized, but its response was lost.', {
      cause: problem,
    })
  }
  if (received !== undefined) return received
  throw new Failure('answer-lost', 'The server answered its initialization without a body.')
}

/** Whether the server is not unsealed by key shares. Its shares are then recovery shares. */
export const isAutoUnseal = ({ recoverySeal, sealType }: SealStatusFields): boolean =>
  recoverySeal === true || (sealType !== undefined && sealType !== 'shamir')

function bodyOf(
  { shares: count, threshold, pgpKeys = [], rootTokenPgpKey = null }: InitRequest,
  recovery: boolean,
): JsonBody {
  const rootToken = rootTokenPgpKey === null ? {} : { root_token_pgp_key: rootTokenPgpKey }
  if (recovery) {
    const keys = pgpKeys.length === 0 ? {} : { recovery_pgp_keys: pgpKeys }
    return { recovery_shares: count, recovery_threshold: threshold, ...keys, ...rootToken }
  }
  const keys = pgpKeys.length === 0 ? {} : { pgp_keys: pgpKeys }
  return { secret_shares: count, secret_threshold: threshold, ...keys, ...rootToken }
}
