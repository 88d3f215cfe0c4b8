/** Mounts of the auth method `kubernetes`. API: https://developer.hashicorp.com/vault/api-docs/system/auth */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { KubernetesMount } from '../contract/kubernetes.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { maxMounts, shortRecord } from '../base/json/bounded.ts'
import { shortText } from './responseFields.ts'
import type { VaultSession } from './session.ts'

const ttl = z.number().min(0).max(Number.MAX_SAFE_INTEGER).default(0)

/** One mount in the answers of `sys/auth` and `sys/internal/ui/mounts`. */
const Entry = z.object({
  type: shortText,
  description: shortText.default(''),
  accessor: shortText.default(''),
  running_plugin_version: shortText.default(''),
  local: z.boolean().default(false),
  seal_wrap: z.boolean().default(false),
  config: z.object({ default_lease_ttl: ttl, max_lease_ttl: ttl, listing_visibility: shortText.default('') }).nullish(),
})
const Entries = shortRecord(Entry, maxMounts)
const Listed = z.object({ data: Entries })
const Visible = z.object({ data: z.object({ auth: Entries.nullish() }) })
const Resolved = z.object({ data: z.object({ type: shortText, path: shortText }) })

/** The built-in type, or a plugin that is registered under another name. */
const isKubernetes = (type: string): boolean => /(?:^|-)kubernetes$/.test(type)

/** Returns the path of a mount's own calls, without the slash at the end. */
export const authPoint = (mount: string): string => `auth/${mount.replace(/\/$/, '')}`

function kubernetesOf(entries: z.infer<typeof Entries>): KubernetesMount[] {
  return Object.entries(entries)
    .filter(([, { type }]) => isKubernetes(type))
    .map(([path, entry]) => ({
      path,
      description: entry.description,
      accessor: entry.accessor,
      runningVersion: entry.running_plugin_version,
      local: entry.local,
      sealWrap: entry.seal_wrap,
      defaultLeaseTtl: entry.config?.default_lease_ttl ?? 0,
      maxLeaseTtl: entry.config?.max_lease_ttl ?? 0,
      isListed: entry.config?.listing_visibility === 'unauth',
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Returns every mount of the method; if the whole list is denied, those that this token has access to. API: `GET
 * /sys/auth`, `GET /sys/internal/ui/mounts` (without a promise of compatibility)
 */
export async function listKubernetesMounts(
  session: VaultSession,
  signal?: AbortSignal,
): Promise<{ mounts: KubernetesMount[]; complete: boolean }> {
  try {
    const answer = await session.request({ method: 'GET', path: 'sys/auth', signal, bound: answerBounds.lists })
    return { mounts: kubernetesOf(parseBody(Listed, answer).data), complete: true }
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.code !== 'permission-denied') throw problem
    const answer = await session
      .request({ method: 'GET', path: 'sys/internal/ui/mounts', signal, bound: answerBounds.lists })
      .catch(() => null)
    const entries = answer === null ? null : Visible.safeParse(answer.body).data?.data.auth
    return { mounts: kubernetesOf(entries ?? {}), complete: false }
  }
}

/**
 * Returns the type of the auth method at a mount; null if the server does not report it to this token. API: `GET
 * /sys/internal/ui/mounts/:path` (without a promise of compatibility)
 */
async function authTypeAt(session: VaultSession, mount: string, signal?: AbortSignal): Promise<string | null> {
  const path = `sys/internal/ui/mounts/${authPoint(mount)}`
  const answer = await session.request({ method: 'GET', path, signal }).catch((problem: unknown) => {
    if (problem instanceof Failure && ['permission-denied', 'not-found', 'rejected'].includes(problem.code)) return null
    throw problem
  })
  const found = answer === null ? null : Resolved.safeParse(answer.body).data?.data
  // A longer path than the requested one belongs to another mount.
  return found?.path.replace(/^auth\//, '') === mount ? found.type : null
}

/**
 * Refuses a mount of another type: AppRole, for example, has roles at the same path and would accept ours as its own.
 * @throws Failure `unsupported`
 */
export async function requireKubernetes(session: VaultSession, mount: string, signal?: AbortSignal): Promise<void> {
  const type = await authTypeAt(session, mount, signal)
  if (type === null || isKubernetes(type)) return
  throw new Failure('unsupported', `The auth method at this mount is ${type}, not kubernetes.`)
}

export interface AuthTuning {
  readonly description?: string | undefined
  /** Durations, e.g. `72h`; `0` resets to the system's default. */
  readonly defaultLeaseTtl?: string | undefined
  readonly maxLeaseTtl?: string | undefined
  readonly isListed?: boolean | undefined
}

function tuningBody({ defaultLeaseTtl, maxLeaseTtl, isListed }: AuthTuning): Record<string, string> {
  return {
    ...(defaultLeaseTtl === undefined ? {} : { default_lease_ttl: defaultLeaseTtl }),
    ...(maxLeaseTtl === undefined ? {} : { max_lease_ttl: maxLeaseTtl }),
    ...(isListed === undefined ? {} : { listing_visibility: isListed ? 'unauth' : 'hidden' }),
  }
}

/** Enables the method. API: `POST /sys/auth/:path`. @throws Failure `rejected` when the path is taken. */
export async function enableKubernetes(session: VaultSession, mount: string, tuning: AuthTuning): Promise<void> {
  await session.request({
    method: 'POST',
    path: `sys/${authPoint(mount)}`,
    body: { type: 'kubernetes', description: tuning.description ?? '', config: tuningBody(tuning) },
  })
}

/** Changes a mount's settings, only the given ones. API: `POST /sys/auth/:path/tune` */
export async function tuneKubernetes(session: VaultSession, mount: string, tuning: AuthTuning): Promise<void> {
  const { description } = tuning
  await session.request({
    method: 'POST',
    path: `sys/${authPoint(mount)}/tune`,
    body: { ...(description === undefined ? {} : { description }), ...tuningBody(tuning) },
  })
}

/** Removes a mount with everything in it. API: `DELETE /sys/auth/:path` */
export async function disableKubernetes(session: VaultSession, mount: string): Promise<void> {
  await session.request({ method: 'DELETE', path: `sys/${authPoint(mount)}` })
}
