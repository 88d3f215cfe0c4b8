/** Auth methods: which ways to sign in a server shows to anybody, and which there are. */
import { z } from 'zod'
import { SignInMethod } from '../contract/session.ts'
import { parseBody } from './answer.ts'
import type { VaultSession } from './session.ts'

const AuthMount = z.object({ type: z.string().max(200), description: z.string().max(4096).default('') })
const UiMounts = z.object({ data: z.object({ auth: z.record(z.string(), z.unknown()).nullish() }) })

export interface VisibleAuthMount {
  readonly method: SignInMethod
  /** With one slash at its end. */
  readonly mount: string
  readonly description: string
}

/**
 * The auth mounts with `listing_visibility=unauth` whose method Strongroom knows, by mount.
 * API: https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts (no promise of compatibility)
 */
export async function readVisibleAuthMounts(session: VaultSession, signal?: AbortSignal): Promise<VisibleAuthMount[]> {
  const answer = await session.request({ method: 'GET', path: 'sys/internal/ui/mounts', signal })
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

const Listed = z.object({ data: z.record(z.string(), z.unknown()) })
const Method = z.object({ type: z.string().max(200), accessor: z.string().max(4096).default('') })

/** Every auth method, by path with `auth/` before it. API: `GET /sys/auth`. @throws Failure `permission-denied`. */
export async function listAuthMethods(
  session: VaultSession,
  signal?: AbortSignal,
): Promise<{ path: string; type: string; accessor: string }[]> {
  const answer = await session.request({ method: 'GET', path: 'sys/auth', signal })
  return Object.entries(parseBody(Listed, answer).data)
    .flatMap(([mount, entry]) => {
      const parsed = Method.safeParse(entry)
      return parsed.success ? [{ path: `auth/${mount}`, ...parsed.data }] : []
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}
