/** Initialisation: once in a server's life, and its answer is the only copy of the keys. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { parseBody } from './answer.ts'
import { answerBounds } from './answerBounds.ts'
import type { InitResult } from './initResult.ts'
import type { VaultSession } from './session.ts'
import { readSealStatus, type SealStatusFields } from './status.ts'
import type { JsonBody } from './transport.ts'

export interface InitRequest {
  readonly shares: number
  readonly threshold: number
  /** Binary PGP public keys in base64, one a share, in the order of the shares; none at all: the shares come plain. */
  readonly pgpKeys?: readonly string[]
  readonly rootTokenPgpKey?: string | null
}

const shares = z
  .array(
    z
      .string()
      .min(1)
      .max(16 * 1024),
  )
  .max(255)
  .nullish()
  .transform((list) => list ?? [])

const InitAnswer = z
  .object({
    keys: shares,
    keys_base64: shares,
    recovery_keys: shares,
    recovery_keys_base64: shares,
    root_token: z
      .string()
      .min(1)
      .max(16 * 1024),
  })
  .transform((answer): InitResult => ({
    keys: answer.keys,
    keysBase64: answer.keys_base64,
    recoveryKeys: answer.recovery_keys,
    recoveryKeysBase64: answer.recovery_keys_base64,
    rootToken: answer.root_token,
  }))

// A raft cluster writes its first state to disk before it answers.
const initTimeoutMs = 120_000

/** Failures after which nobody can say whether the server has done what it was asked. */
const unknownOutcome: ReadonlySet<string> = new Set([
  'timeout',
  'connection-lost',
  'unreachable',
  'answer-invalid',
  'answer-too-large',
])

/**
 * Initialises a server with `shares` key shares of which `threshold` unseal it. Where a device or a cloud unseals the
 * server, they are recovery shares. Never repeated: give no signal that could end the wait, the answer is the only copy.
 * API: https://developer.hashicorp.com/vault/api-docs/system/init
 * @throws Failure `already-initialized`, `rejected`; `answer-lost` when the server has done it and its answer did not
 * come through.
 */
export async function initialize(
  session: VaultSession,
  request: InitRequest,
  signal?: AbortSignal,
): Promise<InitResult> {
  const seal = await readSealStatus(session, signal)
  if (seal.initialized === true) throw new Failure('already-initialized', 'The server is initialised already.')
  try {
    const answer = await session.request({
      method: 'PUT',
      path: 'sys/init',
      bound: answerBounds.newKeys,
      body: bodyOf(request, isAutoUnseal(seal)),
      repeatable: false,
      timeoutMs: initTimeoutMs,
      signal,
    })
    return parseBody(InitAnswer, answer)
  } catch (problem) {
    if (!(problem instanceof Failure) || !unknownOutcome.has(problem.code)) throw problem
    const after = await readSealStatus(session).catch(() => null)
    if (after?.initialized !== true) throw problem
    throw new Failure('answer-lost', 'The server is initialised now, and its answer was lost on the way.', {
      cause: problem,
    })
  }
}

/** Does something other than key shares unseal the server? Then its shares are recovery shares. */
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
