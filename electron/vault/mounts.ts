/** Secrets engines. API: https://developer.hashicorp.com/vault/api-docs/system/mounts */
import { z } from 'zod'
import type { KvConfig, Mount } from '../contract/mounts.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { maxMounts, shortRecord } from '../base/json/bounded.ts'
import { refuseWrapped } from './responseChecks.ts'
import { shortText } from './responseFields.ts'
import type { VaultSession } from './session.ts'
import type { VaultAnswer } from './transport.ts'

const ttl = z.number().min(0).max(Number.MAX_SAFE_INTEGER).default(0)
const options = shortRecord(z.unknown(), 1000)
  .nullish()
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  )

/** One mount in the answers of `sys/mounts` and `sys/internal/ui/mounts`; without a token most fields are missing. */
const MountEntry = z.object({
  type: shortText,
  description: shortText.default(''),
  accessor: shortText.default(''),
  running_plugin_version: shortText.default(''),
  options,
  local: z.boolean().default(false),
  seal_wrap: z.boolean().default(false),
  config: z.object({ default_lease_ttl: ttl, max_lease_ttl: ttl }).nullish(),
})

/** KV version 2 has an option with its version; a mount without the option, or without options, is version 1. */
function kvVersionOf(type: string, given: Readonly<Record<string, string>>): { kvVersion?: 1 | 2 } {
  if (type !== 'kv' && type !== 'generic') return {}
  return { kvVersion: given['version'] === '2' ? 2 : 1 }
}

function mountOf(path: string, entry: z.infer<typeof MountEntry>, source: Mount['source']): Mount {
  return {
    path,
    type: entry.type,
    ...kvVersionOf(entry.type, entry.options),
    description: entry.description,
    accessor: entry.accessor,
    runningVersion: entry.running_plugin_version,
    options: entry.options,
    local: entry.local,
    sealWrap: entry.seal_wrap,
    defaultLeaseTtl: entry.config?.default_lease_ttl ?? 0,
    maxLeaseTtl: entry.config?.max_lease_ttl ?? 0,
    source,
  }
}

function mountsOf(entries: Readonly<Record<string, z.infer<typeof MountEntry>>>, source: Mount['source']): Mount[] {
  return Object.entries(entries)
    .map(([path, entry]) => mountOf(path, entry, source))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

const mountList = shortRecord(MountEntry, maxMounts)
const Listed = z.object({ data: mountList })
const Visible = z.object({
  data: z.object({ secret: mountList.nullish() }),
})
const Resolved = z.object({ data: MountEntry.extend({ path: shortText.min(1) }) })

/** Returns the path of a mount's own calls, without the slash at the end. */
const mountPoint = (mount: string) => mount.replace(/\/$/, '')

/**
 * Returns every secrets engine, by path. API: `GET /sys/mounts`
 * @throws Failure `permission-denied` for tokens that can't list; see `listVisibleMounts`.
 */
export async function listMounts(session: VaultSession, signal?: AbortSignal): Promise<Mount[]> {
  const answer = await session.request({ method: 'GET', path: 'sys/mounts', signal, bound: answerBounds.lists })
  return mountsOf(parseBody(Listed, answer).data, 'sys')
}

/**
 * Returns the secrets engines that this token has access to. API: `GET /sys/internal/ui/mounts` (without a promise of
 * compatibility). Hidden mounts (`listing_visibility`) that no policy allows are missing.
 */
export async function listVisibleMounts(session: VaultSession, signal?: AbortSignal): Promise<Mount[]> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/internal/ui/mounts',
    signal,
    bound: answerBounds.lists,
  })
  return mountsOf(parseBody(Visible, answer).data.secret ?? {}, 'visible')
}

/**
 * Returns the mount that a path belongs to, at any depth. API: `GET /sys/internal/ui/mounts/:path` (without a promise
 * of compatibility).
 * @throws Failure `permission-denied` if there is none, or the token has no access to it.
 */
export async function resolveMount(session: VaultSession, path: string, signal?: AbortSignal): Promise<Mount> {
  const answer = await session.request({ method: 'GET', path: `sys/internal/ui/mounts/${mountPoint(path)}`, signal })
  const { data } = parseBody(Resolved, answer)
  return mountOf(data.path, data, 'visible')
}

export interface NewMount {
  readonly type: string
  readonly description: string
  /** For KV `{ version: '1' | '2' }`. */
  readonly options?: Readonly<Record<string, string>>
}

/** Enables a secrets engine. API: `POST /sys/mounts/:path`. @throws Failure `rejected` when the path is taken. */
export async function enableMount(
  session: VaultSession,
  mount: string,
  { type, description, options: given }: NewMount,
  signal?: AbortSignal,
): Promise<void> {
  await session.request({
    method: 'POST',
    path: `sys/mounts/${mountPoint(mount)}`,
    body: { type, description, ...(given === undefined ? {} : { options: given }) },
    signal,
  })
}

export interface MountTuning {
  readonly description?: string
  /** Durations, e.g. `72h`; `0` resets to the system's default. */
  readonly defaultLeaseTtl?: string
  readonly maxLeaseTtl?: string
}

/** Changes a mount's settings, only the given ones. API: `POST /sys/mounts/:path/tune` */
export async function tuneMount(
  session: VaultSession,
  mount: string,
  { description, defaultLeaseTtl, maxLeaseTtl }: MountTuning,
  signal?: AbortSignal,
): Promise<void> {
  await session.request({
    method: 'POST',
    path: `sys/mounts/${mountPoint(mount)}/tune`,
    body: {
      ...(description === undefined ? {} : { description }),
      ...(defaultLeaseTtl === undefined ? {} : { default_lease_ttl: defaultLeaseTtl }),
      ...(maxLeaseTtl === undefined ? {} : { max_lease_ttl: maxLeaseTtl }),
    },
    signal,
  })
}

/** Removes a mount and destroys everything in it. API: `DELETE /sys/mounts/:path` */
export async function disableMount(session: VaultSession, mount: string, signal?: AbortSignal): Promise<void> {
  await session.request({ method: 'DELETE', path: `sys/mounts/${mountPoint(mount)}`, signal })
}

const KvConfigAnswer = z.object({
  data: z.object({
    // Older servers leave out fields that they do not support.
    max_versions: z.number().int().min(0).default(0),
    cas_required: z.boolean().default(false),
    delete_version_after: z.string().max(100).default('0s'),
  }),
})

const kvConfigOf = (answer: VaultAnswer): KvConfig => {
  refuseWrapped(answer)
  const { data } = parseBody(KvConfigAnswer, answer)
  return {
    maxVersions: data.max_versions,
    casRequired: data.cas_required,
    deleteVersionAfter: data.delete_version_after,
  }
}

/** Returns the settings of a KV 2 mount; `maxVersions` 0 means the server's default of 10. API: `GET /:mount/config` */
export async function readKvConfig(session: VaultSession, mount: string, signal?: AbortSignal): Promise<KvConfig> {
  return kvConfigOf(await session.request({ method: 'GET', path: `${mountPoint(mount)}/config`, signal }))
}

/**
 * Changes the settings of a KV 2 mount, only the given ones. A mount that was just enabled is still being upgraded and
 * refuses for a moment. Setting the same values twice is harmless, so the request is repeated. API: `POST
 * /:mount/config`
 */
export async function writeKvConfig(
  session: VaultSession,
  mount: string,
  { maxVersions, casRequired, deleteVersionAfter }: Partial<KvConfig>,
  signal?: AbortSignal,
): Promise<void> {
  await session.request({
    method: 'POST',
    path: `${mountPoint(mount)}/config`,
    body: {
      ...(maxVersions === undefined ? {} : { max_versions: maxVersions }),
      ...(casRequired === undefined ? {} : { cas_required: casRequired }),
      ...(deleteVersionAfter === undefined ? {} : { delete_version_after: deleteVersionAfter }),
    },
    repeatable: true,
    signal,
  })
}
