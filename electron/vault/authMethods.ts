/** The auth methods of a server. API: https://developer.hashicorp.com/vault/api-docs/system/auth */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { maxMounts, shortRecord } from '../base/json/bounded.ts'
import type { VaultSession } from './session.ts'

const Listed = z.object({ data: shortRecord(z.unknown(), maxMounts) })
const Method = z.object({ type: z.string().max(200), accessor: z.string().max(4096).default('') })

/**
 * Returns every auth method, by path with `auth/` before it. API: `GET /sys/auth`. @throws Failure `permission-denied`.
 */
export async function listAuthMethods(
  session: VaultSession,
  signal?: AbortSignal,
): Promise<{ path: string; type: string; accessor: string }[]> {
  const answer = await session.request({ method: 'GET', path: 'sys/auth', signal, bound: answerBounds.lists })
  return Object.entries(parseBody(Listed, answer).data)
    .flatMap(([mount, entry]) => {
      const parsed = Method.safeParse(entry)
      return parsed.success ? [{ path: `auth/${mount}`, ...parsed.data }] : []
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}
