/** Password policies of a server. API: https://developer.hashicorp.com/vault/api-docs/system/policies-password */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import { nameList } from '../base/json/bounded.ts'
import { notFound, refuseWrapped, saysNothingHere } from './responseChecks.ts'
import { requestList } from './list.ts'
import type { VaultSession } from './session.ts'

const Names = z.object({ data: z.object({ keys: nameList(8192, 10_000) }) })
const Generated = z.object({ data: z.object({ password: z.string().max(64 * 1024) }) })

/** Returns their names. API: `GET /sys/policies/password?list=true`. @throws Failure `permission-denied`. */
export async function listPasswordPolicies(session: VaultSession, signal?: AbortSignal): Promise<string[]> {
  const answer = await requestList(session, 'sys/policies/password', signal)
  if (answer.status !== 404) return parseBody(Names, answer).data.keys
  if (saysNothingHere(answer)) return []
  throw notFound(answer, 'This server has no password policies.')
}

/**
 * Returns a new password by a policy. API: `GET /sys/policies/password/:name/generate`. @throws Failure `not-found`.
 */
export async function generatePassword(session: VaultSession, policy: string, signal?: AbortSignal): Promise<string> {
  const answer = await session.request({ method: 'GET', path: `sys/policies/password/${policy}/generate`, signal })
  refuseWrapped(answer)
  return parseBody(Generated, answer).data.password
}
