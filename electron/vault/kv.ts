/**
 * Secrets of the KV engines. API: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1 and /kv-v2
 *
 * Values keep every digit that the server wrote. A secret's keys are in a Map, so that `__proto__` is an ordinary key.
 */
import { z } from 'zod'
import type { Entry, Secret } from '../contract/kv.ts'
import { Failure } from '../contract/failure.ts'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { nameList } from '../base/json/bounded.ts'
import { fieldsOf } from './fields.ts'
import { casOption, CustomMetadata, type KvMount, writtenVersion } from './kvAnswer.ts'
import { composeObject } from './kvEntries.ts'
import { notFound, refuseWrapped, saysNothingHere } from './responseChecks.ts'
import { Time, TimeOrNone } from './responseFields.ts'
import type { VaultSession } from './session.ts'
import type { VaultAnswer } from './transport.ts'

export interface ReadSecret {
  readonly secret: Secret
  /** Key to value, in the server's order; numbers that a double would change are `RawNumber`. Empty when deleted. */
  readonly data: ReadonlyMap<string, unknown>
}

const Names = z.object({ data: z.object({ keys: nameList(8192) }) })

/**
 * Returns the names in one folder, in the server's order; a folder's name ends in `/`. A missing folder is an empty
 * list. Names are not filtered by policy: some may be unreadable. API: `GET /:mount/metadata/:path?list=true` (KV 2),
 * `GET /:mount/:path?list=true` (KV 1)
 */
export async function listNames(
  session: VaultSession,
  { mount, kvVersion, folder }: KvMount & { readonly folder: string },
  signal?: AbortSignal,
): Promise<string[]> {
  const answer = await session.request({
    method: 'GET',
    path: `${mount}${kvVersion === 2 ? 'metadata/' : ''}${folder}`,
    query: { list: 'true' },
    bound: answerBounds.secrets,
    expect: [404],
    signal,
  })
  if (answer.status !== 404) return parseBody(Names, answer).data.keys
  if (saysNothingHere(answer)) return []
  throw notFound(answer, 'There is no such folder.')
}

const Metadata = z.object({
  version: z.int().min(1),
  created_time: Time,
  deletion_time: TimeOrNone,
  destroyed: z.boolean().default(false),
  custom_metadata: CustomMetadata,
})
const Version2 = z.object({ data: z.object({ data: z.unknown(), metadata: Metadata }) })
const Version1 = z.object({ data: z.unknown() })

function dataOf(value: unknown, answer: VaultAnswer): ReadonlyMap<string, unknown> {
  if (isJsonObject(value)) return new Map(Object.entries(value))
  throw new Failure('answer-invalid', 'The secret is not an object of keys and values.', { status: answer.status })
}

/**
 * Returns the newest version of a secret, or the requested one. A deleted or destroyed version is also an answer,
 * without data. A `deletionAt` in the future is only planned. API: `GET /:mount/data/:path?version=n` (KV 2), `GET
 * /:mount/:path` (KV 1)
 * @throws Failure `not-found` when there is no such secret or version.
 */
export async function readSecret(
  session: VaultSession,
  { mount, kvVersion, path, version }: KvMount & { readonly path: string; readonly version?: number },
  signal?: AbortSignal,
): Promise<ReadSecret> {
  if (kvVersion === 1) {
    const answer = await session.request({
      method: 'GET',
      path: `${mount}${path}`,
      signal,
      bound: answerBounds.secrets,
    })
    refuseWrapped(answer)
    const data = dataOf(parseBody(Version1, answer).data, answer)
    return {
      secret: { mount, path, kvVersion, fields: fieldsOf(data), state: 'current', customMetadata: [] },
      data,
    }
  }
  const answer = await session.request({
    method: 'GET',
    path: `${mount}data/${path}`,
    ...(version === undefined ? {} : { query: { version: String(version) } }),
    bound: answerBounds.secrets,
    // A deleted version is a 404 with a body.
    expect: [404],
    signal,
  })
  refuseWrapped(answer)
  if (answer.status === 404 && !(isJsonObject(answer.body) && isJsonObject(answer.body['data']))) {
    throw notFound(answer, 'There is no such secret or version.')
  }
  const { data: value, metadata } = parseBody(Version2, answer).data
  const gone = value === null || value === undefined
  const data = gone ? new Map<string, unknown>() : dataOf(value, answer)
  return {
    secret: {
      mount,
      path,
      kvVersion,
      fields: fieldsOf(data),
      version: metadata.version,
      createdAt: metadata.created_time,
      ...(metadata.deletion_time === '' ? {} : { deletionAt: metadata.deletion_time }),
      // The data decides, not this computer's clock: to a clock that is ahead, a planned deletion could look past.
      state: metadata.destroyed ? 'destroyed' : gone ? 'deleted' : 'current',
      customMetadata: metadata.custom_metadata,
    },
    data,
  }
}

/**
 * Writes the whole secret. KV 2 uses check-and-set: `cas` is the base version, 0 to create only; `blind` writes without
 * it, over any version. KV 1 replaces any content. Never repeated automatically. API: `POST /:mount/data/:path` (KV 2),
 * `POST /:mount/:path` (KV 1)
 * @throws Failure `cas-mismatch` when there is a newer version, `cas-required` for a blind write that the server does
 * not allow, `invalid-input` for entries that are not JSON.
 */
export async function writeSecret(
  session: VaultSession,
  {
    mount,
    kvVersion,
    path,
    entries,
    cas,
  }: KvMount & { readonly path: string; readonly entries: readonly Entry[]; readonly cas?: number | 'blind' },
  signal?: AbortSignal,
): Promise<{ version?: number }> {
  const data = composeObject(entries)
  if (kvVersion === 1) {
    refuseWrapped(await session.request({ method: 'POST', path: `${mount}${path}`, body: { raw: data }, signal }))
    return {}
  }
  if (cas === undefined) {
    throw new Failure('invalid-input', 'A write needs the version that it is based on.', {
      issues: [{ path: 'cas', message: 'missing' }],
    })
  }
  const answer = await session.request({
    method: 'POST',
    path: `${mount}data/${path}`,
    body: { raw: `{"data":${data}${casOption(cas)}}` },
    signal,
  })
  return { version: writtenVersion(answer) }
}
