/** The auth methods that a server lists without a token. */
import { z } from 'zod'
import { SignInMethod } from '../contract/signInMethods.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { maxMounts, shortRecord } from '../base/json/bounded.ts'
import type { VaultSession } from './session.ts'

const AuthMount = z.object({ type: z.string().max(200), description: z.string().max(4096).default('') })
const UiMounts = z.object({ data: z.object({ auth: shortRecord(z.unknown(), maxMounts).nullish() }) })

export interface VisibleAuthMount {
  readonly method: SignInMethod
  /** Ends with one slash. */
  readonly mount: string
  readonly description: string
}

/**
 * Returns the auth mounts with `listing_visibility=unauth` whose method Strongroom supports, by mount. API:
 * https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts (without a promise of compatibility)
 */
export async function readVisibleAuthMounts(session: VaultSession, signal?: AbortSignal): Promise<VisibleAuthMount[]> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/internal/ui/mounts',
    signal,
    bound: answerBounds.lists,
  })
  const { data } = parseBody(UiMounts, answer)
  return Object.entries(data.auth ?? {})
    .flatMap(([mount, entry]): VisibleAuthMount[] => {
      const parsed = AuthMount.safeParse(entry)
      const method = SignInMethod.safeParse(parsed.data?.type)
      return parsed.success && method.success
        ? [{ method: method.data, mount, description: parsed.data.description }]
        : []
    })
    .sort((a, b) => (a.mount < b.mount ? -1 : 1))
}
