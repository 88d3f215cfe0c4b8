/** The state of a server: `sys/health` and `sys/seal-status`, both without a token. */
import { z } from 'zod'
import type { ServerStatus } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { healthCodes, healthStatuses } from './healthCodes.ts'
import type { VaultSession } from './session.ts'
import type { VaultAnswer, VaultRequest } from './transport.ts'
import { majorAndMinorOf } from './version.ts'

const statusTimeoutMs = 5_000
const shortText = z.string().max(200)

const healthRequest = {
  method: 'GET',
  path: 'sys/health',
  query: healthCodes,
  expect: healthStatuses,
  // A failed status request is reported immediately. The status poller repeats it automatically.
  repeatable: false,
  timeoutMs: statusTimeoutMs,
  bound: answerBounds.status,
} as const satisfies VaultRequest

const Health = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  performance_standby: z.boolean().optional(),
  replication_dr_mode: shortText.optional(),
  version: shortText.optional(),
  cluster_name: shortText.optional(),
  cluster_id: shortText.optional(),
  enterprise: z.boolean().optional(),
  /** Vault 1.19 and later. */
  removed_from_cluster: z.boolean().optional(),
  /** For a standby of Vault: false when it does not reach the active node. */
  ha_connection_healthy: z.boolean().optional(),
})

const SealStatus = z.object({
  type: shortText,
  initialized: z.boolean(),
  sealed: z.boolean(),
  t: z.number().int().min(0).max(255),
  n: z.number().int().min(0).max(255),
  progress: z.number().int().min(0).max(255),
  nonce: shortText.default(''),
  version: shortText.optional(),
  commit_date: shortText.optional(),
  migration: z.boolean().optional(),
  recovery_seal: z.boolean().optional(),
  storage_type: shortText.optional(),
  cluster_name: shortText.optional(),
  cluster_id: shortText.optional(),
  ha_enabled: z.boolean().optional(),
  removed_from_cluster: z.boolean().optional(),
})

type Product = NonNullable<ServerStatus['product']>

const majorOf = (version: string | undefined) => majorAndMinorOf(version ?? '')?.[0] ?? Number.NaN

/**
 * Returns whether the server is Vault or OpenBao. Neither reports its name without a token, so this uses fields that
 * only one of them has: Vault's health contains `enterprise` (since 1.16) and OpenBao's never did; OpenBao's first
 * release is 2.0, so 0.x and 1.x are Vault's. A proxy that rewrites health can lead to a wrong result.
 */
function productByHealth({ enterprise, version }: z.infer<typeof Health>): Product | undefined {
  if (enterprise !== undefined) return 'vault'
  const major = majorOf(version)
  if (Number.isNaN(major)) return undefined
  return major < 2 ? 'vault' : 'openbao'
}

/**
 * Returns the same from the seal's status, which has fewer fields: OpenBao 2.6 and later have `commit_date`. From 2.x
 * on the result may be unknown.
 */
function productBySeal({ commit_date, version }: z.infer<typeof SealStatus>): Product | undefined {
  if (commit_date !== undefined) return 'openbao'
  return majorOf(version) < 2 ? 'vault' : undefined
}

function roleOf(health: z.infer<typeof Health>): ServerStatus['role'] {
  // While sealed, every node reports "standby", which has no meaning yet.
  if (health.sealed || !health.initialized) return undefined
  if (health.replication_dr_mode === 'secondary') return 'dr-secondary'
  if (health.performance_standby === true) return 'performance-standby'
  return health.standby ? 'standby' : 'active'
}

/** Returns undefined if a standby needs further requests; see clusterHealth.ts. */
function clusterHealthOf(health: z.infer<typeof Health>, status: number): ServerStatus['clusterHealth'] {
  if (health.removed_from_cluster === true || status === 530) return 'removed'
  if (health.sealed || !health.initialized) return undefined
  if (health.ha_connection_healthy === false || status === 474) return 'cut-off'
  return roleOf(health) === 'standby' ? undefined : 'well'
}

/** Leaves out undefined fields, so that spreading it over known fields erases none. */
function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

type HealthStatus = Pick<
  ServerStatus,
  'product' | 'version' | 'initialized' | 'sealed' | 'role' | 'clusterHealth' | 'clusterName' | 'clusterId' | 'latency'
>

/**
 * Requests `sys/health` once; every state of a server is a success. `latency` in milliseconds. API:
 * https://developer.hashicorp.com/vault/api-docs/system/health
 * @throws Failure `not-a-vault` if the answer is not from a Vault.
 */
export async function readHealth(session: VaultSession, signal?: AbortSignal): Promise<HealthStatus> {
  const answer = await session.request({ ...healthRequest, signal })
  const health = parseStatus(Health, answer)
  return known({
    initialized: health.initialized,
    sealed: health.sealed,
    role: roleOf(health),
    clusterHealth: clusterHealthOf(health, answer.status),
    product: productByHealth(health),
    version: health.version,
    clusterName: health.cluster_name,
    clusterId: health.cluster_id,
    latency: Math.round(answer.latencyMs * 10) / 10,
  })
}

/** Returns the cluster of an answer of `sys/health`; undefined while the server is sealed, or if a proxy hides it. */
export function clusterOf({ body }: VaultAnswer): { readonly id: string; readonly name: string } | undefined {
  const { data } = Health.safeParse(body)
  if (data?.sealed !== false || data.cluster_id === undefined) return undefined
  return { id: data.cluster_id, name: data.cluster_name ?? '' }
}

export type SealStatusFields = Pick<
  ServerStatus,
  | 'product'
  | 'version'
  | 'initialized'
  | 'sealed'
  | 'sealType'
  | 'recoverySeal'
  | 'storage'
  | 'clusterName'
  | 'clusterId'
  | 'migration'
  | 'haEnabled'
  | 'clusterHealth'
  | 'unseal'
  | 'latency'
>

/** Returns a seal's status from the answer of `sys/seal-status` or `sys/unseal`, which have the same format. */
export function sealStatusOf(answer: VaultAnswer): SealStatusFields {
  const seal = parseStatus(SealStatus, answer)
  return known({
    product: productBySeal(seal),
    version: seal.version,
    initialized: seal.initialized,
    sealed: seal.sealed,
    sealType: seal.type,
    recoverySeal: seal.recovery_seal,
    storage: seal.storage_type,
    clusterName: seal.cluster_name,
    clusterId: seal.cluster_id,
    migration: seal.migration,
    haEnabled: seal.ha_enabled,
    clusterHealth: seal.removed_from_cluster === true ? 'removed' : undefined,
    unseal: { sealed: seal.sealed, threshold: seal.t, shares: seal.n, given: seal.progress, nonce: seal.nonce },
    latency: Math.round(answer.latencyMs * 10) / 10,
  })
}

/**
 * Returns the seal, the progress of unsealing, and the storage. API:
 * https://developer.hashicorp.com/vault/api-docs/system/seal-status
 * @throws Failure `not-a-vault` if the answer is not from a Vault.
 */
export async function readSealStatus(session: VaultSession, signal?: AbortSignal): Promise<SealStatusFields> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/seal-status',
    repeatable: false,
    timeoutMs: statusTimeoutMs,
    bound: answerBounds.status,
    signal,
  })
  return sealStatusOf(answer)
}

function parseStatus<T>(schema: z.ZodType<T>, answer: VaultAnswer): T {
  if (answer.body === undefined)
    throw new Failure('not-a-vault', 'The server answers nothing.', { status: answer.status })
  return parseBody(schema, answer, 'not-a-vault')
}
