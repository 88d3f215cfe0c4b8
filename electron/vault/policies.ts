/** ACL policies. API: https://developer.hashicorp.com/vault/api-docs/system/policies */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { PolicyExtras, StoredPolicy } from '../contract/policies.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { nameList } from '../base/json/bounded.ts'
import { notFound, refuseWrapped } from './responseChecks.ts'
import type { VaultSession } from './session.ts'

const name = z.string().max(8192)
const Names = z.object({ data: z.object({ keys: nameList(8192) }) })

/** OpenBao's answers have a version, Vault's do not. */
const Read = z.object({
  data: z.object({
    name,
    policy: z.string().max(64 * 1024 * 1024),
    version: z.number().int().optional(),
    cas_required: z.boolean().default(false),
    expiration: z.string().max(100).nullish(),
    modified: z.string().max(100).nullish(),
    allow_slashes_in_identity_templates: z.boolean().default(false),
    allow_wildcards_in_identity_templates: z.boolean().default(false),
  }),
})

function extrasOf(data: z.infer<typeof Read>['data']): PolicyExtras | null {
  if (data.version === undefined) return null
  return {
    version: data.version,
    casRequired: data.cas_required,
    expiration: data.expiration ?? null,
    modified: data.modified ?? null,
    slashesInTemplates: data.allow_slashes_in_identity_templates,
    wildcardsInTemplates: data.allow_wildcards_in_identity_templates,
  }
}

/**
 * Returns the names of all ACL policies. API: `GET /sys/policies/acl?list=true`. @throws Failure `permission-denied`.
 */
export async function listPolicies(session: VaultSession, signal?: AbortSignal): Promise<string[]> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/policies/acl',
    query: { list: 'true' },
    signal,
    bound: answerBounds.lists,
  })
  return parseBody(Names, answer).data.keys.sort()
}

/** Returns one policy; `root` has no text. API: `GET /sys/policies/acl/:name`. @throws Failure `not-found`. */
export async function readPolicy(session: VaultSession, policy: string, signal?: AbortSignal): Promise<StoredPolicy> {
  const answer = await session.request({
    method: 'GET',
    path: `sys/policies/acl/${policy}`,
    expect: [404],
    signal,
    bound: answerBounds.lists,
  })
  if (answer.status === 404) throw notFound(answer, 'There is no policy of this name.')
  refuseWrapped(answer)
  const { data } = parseBody(Read, answer)
  return { name: data.name, text: data.policy, extras: extrasOf(data) }
}

/**
 * Creates a policy. With `createOnly` the server refuses if one exists by now, which only OpenBao supports. API: `POST
 * /sys/policies/acl/:name`. @throws Failure `rejected` for a text that the server cannot parse.
 */
export async function createPolicy(
  session: VaultSession,
  policy: string,
  { text, createOnly }: { readonly text: string; readonly createOnly: boolean },
): Promise<void> {
  await session.request({
    method: 'POST',
    path: `sys/policies/acl/${policy}`,
    body: { policy: text, ...(createOnly ? { cas: -1 } : {}) },
  })
}

/**
 * Replaces only a policy's text. OpenBao: with `PATCH`, which does not change the other fields and refuses if the
 * version has changed. If a token can't patch: with `POST` and all existing fields, because missing ones are reset.
 * API: `POST` and `PATCH /sys/policies/acl/:name`.
 * @throws Failure `cas-mismatch`, `rejected`.
 */
export async function replacePolicy(
  session: VaultSession,
  { name: policy, extras }: StoredPolicy,
  text: string,
): Promise<void> {
  const path = `sys/policies/acl/${policy}`
  if (extras === null) {
    await session.request({ method: 'POST', path, body: { policy: text } })
    return
  }
  const body = { policy: text, cas: extras.version }
  try {
    await session.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body })
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.code !== 'permission-denied') throw problem
    const kept = {
      cas_required: extras.casRequired,
      ...(extras.expiration === null ? {} : { expiration: extras.expiration }),
      allow_slashes_in_identity_templates: extras.slashesInTemplates,
      allow_wildcards_in_identity_templates: extras.wildcardsInTemplates,
    }
    await session.request({ method: 'POST', path, body: { ...body, ...kept } })
  }
}

/** Removes a policy. API: `DELETE /sys/policies/acl/:name`. @throws Failure `rejected` for `root` and `default`. */
export async function deletePolicy(session: VaultSession, policy: string): Promise<void> {
  await session.request({ method: 'DELETE', path: `sys/policies/acl/${policy}` })
}
