/**
 * Proves that a server has namespaces before the first request in one. HashiCorp Vault's community edition and OpenBao
 * before 2.3 ignore `X-Vault-Namespace` and use their root namespace, for writes as well.
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { majorAndMinorOf } from './version.ts'
import type { VaultAnswer } from '../base/http/answer.ts'

/** Whether a server supports namespaces, according to its public answers. */
export type NamespaceSupport = 'supported' | 'unsupported' | 'unknown'

const Health = z.object({ enterprise: z.boolean().optional(), version: z.string().max(200).optional() })

/**
 * Returns what the body of `sys/health` proves. Vault names its edition in `enterprise` (since 1.16) and in its version
 * (`1.15.4+ent`); OpenBao 2.x does neither, and has namespaces since 2.3. A listener can redact the version.
 */
export function supportByHealth(body: unknown): NamespaceSupport {
  const parsed = Health.safeParse(body)
  if (!parsed.success) return 'unknown'
  const { enterprise, version = '' } = parsed.data
  if (enterprise !== undefined) return enterprise ? 'supported' : 'unsupported'
  if (/\+ent\b/.test(version)) return 'supported'
  const release = majorAndMinorOf(version)
  if (release === undefined) return 'unknown'
  const [major, minor] = release
  return major > 2 || (major === 2 && minor >= 3) ? 'supported' : 'unsupported'
}

/** How the proof asks the server: without a token, in a namespace or in the root namespace. */
export type AskServer = (path: 'sys/health' | 'sys/internal/ui/mounts', namespace: string) => Promise<VaultAnswer>

/**
 * Asks `sys/health`. If that is denied or is not enough, requests a namespace that does not exist: only a server with
 * namespaces answers "namespace not found".
 * @throws Failure `namespaces-unsupported`; `namespaces-unverified` if there is no proof; why the server could not be
 * asked.
 */
export async function requireNamespaces(ask: AskServer, unusedNamespace: string): Promise<void> {
  const health = await ask('sys/health', '').then(({ body }) => supportByHealth(body), unlessUnavailable)
  if (health === 'supported') return
  if (health === 'unsupported') throw unsupported()
  const byBehavior = await ask('sys/internal/ui/mounts', unusedNamespace).then(
    (): NamespaceSupport => 'unsupported',
    (problem: unknown): NamespaceSupport =>
      problem instanceof Failure && problem.code === 'namespace-not-found' ? 'supported' : unlessUnavailable(problem),
  )
  if (byBehavior === 'supported') return
  if (byBehavior === 'unsupported') throw unsupported()
  throw new Failure(
    'namespaces-unverified',
    'Nothing that the server answers without a token proves that it has namespaces, so no request was sent.',
  )
}

const unsupported = () =>
  new Failure(
    'namespaces-unsupported',
    'The server has no namespaces and would use its root namespace, so no request was sent.',
  )

/**
 * Returns `unknown` for a refusal, which proves nothing. Rethrows the failure of a server that cannot answer at all.
 */
export function unlessUnavailable(problem: unknown): 'unknown' {
  if (!(problem instanceof Failure)) throw problem
  const { code } = problem
  const isRefusal =
    code === 'permission-denied' ||
    code === 'not-found' ||
    code === 'rejected' ||
    code === 'unsupported' ||
    code === 'not-a-vault'
  if (!isRefusal) throw problem
  return 'unknown'
}
