/**
 * The metadata of a KV 2 secret: its versions and settings. API:
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata
 */
import { z } from 'zod'
import type { Attribution, CustomField, SecretMetadata, SecretVersion } from '../contract/kvHistory.ts'
import type { KvConfig } from '../contract/mounts.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortRecord } from '../base/json/bounded.ts'
import { secondsOfGoDuration } from './duration.ts'
import { effectiveSettings } from './kvEffective.ts'
import { CustomMetadata } from './kvAnswer.ts'
import { notFound, refuseWrapped } from './responseChecks.ts'
import { stringifyJson } from '../base/json/json.ts'
import { shortText, Time, TimeOrNone } from './responseFields.ts'
import type { VaultSession } from './session.ts'

const By = z
  .object({
    actor: shortText.default(''),
    operation: shortText.default(''),
    client_id: shortText.default(''),
    entity_id: shortText.default(''),
  })
  .nullish()
  .transform((by): Attribution | undefined =>
    by === null || by === undefined || (by.actor === '' && by.client_id === '' && by.entity_id === '')
      ? undefined
      : {
          actor: by.actor,
          ...(by.operation === '' ? {} : { operation: by.operation }),
          ...(by.client_id === '' ? {} : { clientId: by.client_id }),
          ...(by.entity_id === '' ? {} : { entityId: by.entity_id }),
        },
  )

const VersionEntry = z.object({
  created_time: Time,
  deletion_time: TimeOrNone,
  destroyed: z.boolean().default(false),
  created_by: By,
  deleted_by: By,
})

const Answered = z.object({
  data: z.object({
    current_version: z.int().min(0),
    created_time: TimeOrNone,
    updated_time: TimeOrNone,
    last_updated_by: By,
    max_versions: z.int().min(0).default(0),
    cas_required: z.boolean().default(false),
    delete_version_after: z.string().max(100).default('0s'),
    custom_metadata: CustomMetadata,
    versions: shortRecord(VersionEntry, 100_000).refine((entries) =>
      Object.keys(entries).every((number) => /^[1-9]\d{0,14}$/.test(number)),
    ),
  }),
})

function versionOf(number: number, entry: z.infer<typeof VersionEntry>, now: number): SecretVersion {
  const { created_time, deletion_time, destroyed, created_by, deleted_by } = entry
  // A time in the future is only planned.
  const planned = deletion_time !== '' && Date.parse(deletion_time) > now
  return {
    number,
    createdAt: created_time,
    ...(deletion_time === '' ? {} : { deletionAt: deletion_time }),
    state: destroyed ? 'destroyed' : deletion_time === '' ? 'live' : planned ? 'scheduled' : 'deleted',
    ...(created_by === undefined ? {} : { createdBy: created_by }),
    ...(deleted_by === undefined ? {} : { deletedBy: deleted_by }),
  }
}

/**
 * Returns versions and settings of a secret. `engine`: the settings of the mount, or null if they can't be read. API:
 * `GET /:mount/metadata/:path`
 * @throws Failure `not-found`, `permission-denied`
 */
export async function readMetadata(
  session: VaultSession,
  { mount, path }: { readonly mount: string; readonly path: string },
  engine: Promise<KvConfig | null>,
  signal?: AbortSignal,
): Promise<SecretMetadata> {
  const asking = session.request({
    method: 'GET',
    path: `${mount}metadata/${path}`,
    expect: [404],
    signal,
    bound: answerBounds.secrets,
  })
  const [answer, config] = await Promise.all([asking, engine])
  if (answer.status === 404) throw notFound(answer, 'There is no such secret.')
  refuseWrapped(answer)
  const { data } = parseBody(Answered, answer)
  // The server's clock decides what has passed, because this computer's may be wrong.
  const now = answer.serverTime ?? Date.now()
  const own = {
    maxVersions: data.max_versions,
    deleteVersionAfter: Math.max(0, secondsOfGoDuration(data.delete_version_after)),
    casRequired: data.cas_required,
  }
  return {
    currentVersion: data.current_version,
    versions: Object.entries(data.versions)
      .map(([number, entry]) => versionOf(Number(number), entry, now))
      .sort((a, b) => b.number - a.number),
    ...(data.created_time === '' ? {} : { createdAt: data.created_time }),
    ...(data.updated_time === '' ? {} : { updatedAt: data.updated_time }),
    ...(data.last_updated_by === undefined ? {} : { lastUpdatedBy: data.last_updated_by }),
    ...effectiveSettings(own, config),
    customMetadata: data.custom_metadata,
  }
}

/** Changes to a secret's settings; missing ones do not change. */
export interface MetadataChange {
  readonly maxVersions?: number
  /** Seconds. */
  readonly deleteVersionAfter?: number
  readonly casRequired?: boolean
  /** Key to text; null removes the key in a patch. */
  readonly customMetadata?: ReadonlyMap<string, string | null>
}

function bodyOf({ maxVersions, deleteVersionAfter, casRequired, customMetadata }: MetadataChange): string {
  const members = [
    ...(maxVersions === undefined ? [] : [`"max_versions":${maxVersions}`]),
    ...(deleteVersionAfter === undefined ? [] : [`"delete_version_after":"${deleteVersionAfter}s"`]),
    ...(casRequired === undefined ? [] : [`"cas_required":${casRequired}`]),
    // As text, so that `__proto__` is an ordinary key.
    ...(customMetadata === undefined
      ? []
      : [
          `"custom_metadata":{${[...customMetadata].map(([key, value]) => `${stringifyJson(key)}:${stringifyJson(value)}`).join(',')}}`,
        ]),
  ]
  return `{${members.join(',')}}`
}

/**
 * Changes the given settings and leaves the others unchanged, also those of the custom metadata. API: `PATCH
 * /:mount/metadata/:path`
 * @throws Failure `not-found`, `unsupported` for servers without patch.
 */
export async function patchMetadata(
  session: VaultSession,
  { mount, path }: { readonly mount: string; readonly path: string },
  change: MetadataChange,
  signal?: AbortSignal,
): Promise<void> {
  const answer = await session.request({
    method: 'PATCH',
    path: `${mount}metadata/${path}`,
    contentType: 'application/merge-patch+json',
    body: { raw: bodyOf(change) },
    signal,
  })
  refuseWrapped(answer)
}

/**
 * Changes the given settings; custom metadata, if given, is replaced as a whole. Creates the entry if it is missing.
 * API: `POST /:mount/metadata/:path`
 */
export async function writeMetadata(
  session: VaultSession,
  { mount, path }: { readonly mount: string; readonly path: string },
  change: Omit<MetadataChange, 'customMetadata'> & { readonly customMetadata?: readonly CustomField[] },
  signal?: AbortSignal,
): Promise<void> {
  const { customMetadata, ...rest } = change
  const whole =
    customMetadata === undefined
      ? {}
      : { customMetadata: new Map(customMetadata.map(({ key, value }) => [key, value] as const)) }
  const answer = await session.request({
    method: 'POST',
    path: `${mount}metadata/${path}`,
    body: { raw: bodyOf({ ...rest, ...whole }) },
    signal,
  })
  refuseWrapped(answer)
}
