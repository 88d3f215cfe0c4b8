/** Initialisation: once in a server's life, and its answer is the only copy of the keys. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { parseBody } from './answer.ts'
import type { VaultSession } from './session.ts'
import { readSealStatus } from './status.ts'

export interface InitResult {
  /** Unseal key shares in hex; empty with auto-unseal. */
  keys: string[]
  keysBase64: string[]
  /** Recovery key shares in hex, with auto-unseal. */
  recoveryKeys: string[]
  recoveryKeysBase64: string[]
  rootToken: string
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
    root_token: z.string().min(1).max(4096),
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

/**
 * Initialises a server with `shares` key shares of which `threshold` unseal it. Where a device or a cloud unseals the
 * server, they are recovery shares. Never repeated: give no signal that could end the wait, the answer is the only copy.
 * API: https://developer.hashicorp.com/vault/api-docs/system/init
 * @throws Failure `already-initialized`, `rejected`.
 */
export async function initialize(
  session: VaultSession,
  { shares: count, threshold }: { readonly shares: number; readonly threshold: number },
  signal?: AbortSignal,
): Promise<InitResult> {
  const seal = await readSealStatus(session, signal)
  if (seal.initialized === true) throw new Failure('already-initialized', 'The server is initialised already.')
  const autoUnseal = seal.recoverySeal === true || (seal.sealType !== undefined && seal.sealType !== 'shamir')
  const answer = await session.request({
    method: 'PUT',
    path: 'sys/init',
    body: autoUnseal
      ? { recovery_shares: count, recovery_threshold: threshold }
      : { secret_shares: count, secret_threshold: threshold },
    repeatable: false,
    timeoutMs: initTimeoutMs,
    signal,
  })
  return parseBody(InitAnswer, answer)
}
