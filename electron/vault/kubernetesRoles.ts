/** Roles of the auth method. API: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#create-update-role */
import { z } from 'zod'
import { type Role, type RoleSettings, TokenType } from '../contract/kubernetes.ts'
import { olderRoleNames, roleNames } from '../contract/kubernetesNames.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { nameList, shortList } from '../base/json/bounded.ts'
import { notFound, refuseWrapped, saysNothingHere } from './responseChecks.ts'
import { membersOf, unknownFields } from './kubernetesFields.ts'
import { authPoint } from './kubernetesMounts.ts'
import { requestList } from './list.ts'
import type { VaultSession } from './session.ts'

const text = z.string().max(1024 * 1024)
const names = shortList(text, 100_000).nullish()
const whole = z.number().int().optional()

const Read = z.object({
  data: z.looseObject({
    [roleNames.serviceAccounts]: names,
    [roleNames.namespaces]: names,
    [roleNames.namespaceSelector]: text.default(''),
    [roleNames.audience]: text.default(''),
    [roleNames.aliasNameSource]: z.enum(['serviceaccount_uid', 'serviceaccount_name']).optional(),
    [roleNames.policies]: names,
    [roleNames.ttl]: whole,
    [roleNames.maxTtl]: whole,
    [roleNames.period]: whole,
    [roleNames.explicitMaxTtl]: whole,
    [roleNames.numUses]: whole,
    [roleNames.tokenType]: TokenType.default('default'),
    [roleNames.noDefaultPolicy]: z.boolean().default(false),
    [roleNames.boundCidrs]: names,
    [roleNames.strictlyBindIp]: z.boolean().optional(),
    [olderRoleNames.policies]: names,
    [olderRoleNames.ttl]: whole,
    [olderRoleNames.maxTtl]: whole,
    [olderRoleNames.period]: whole,
    [olderRoleNames.numUses]: whole,
    [olderRoleNames.boundCidrs]: names,
  }),
})

const known: ReadonlySet<string> = new Set([...Object.values(roleNames), ...Object.values(olderRoleNames)])

/** Returns a role from the answer's `data`. If only the older name of a field is present, its value is used. */
function roleOf(name: string, data: z.infer<typeof Read>['data']): Role {
  return {
    name,
    settings: {
      serviceAccounts: data[roleNames.serviceAccounts] ?? [],
      namespaces: data[roleNames.namespaces] ?? [],
      namespaceSelector: data[roleNames.namespaceSelector],
      audience: data[roleNames.audience],
      aliasNameSource: data[roleNames.aliasNameSource] ?? null,
      policies: data[roleNames.policies] ?? data[olderRoleNames.policies] ?? [],
      ttl: data[roleNames.ttl] ?? data[olderRoleNames.ttl] ?? 0,
      maxTtl: data[roleNames.maxTtl] ?? data[olderRoleNames.maxTtl] ?? 0,
      period: data[roleNames.period] ?? data[olderRoleNames.period] ?? 0,
      explicitMaxTtl: data[roleNames.explicitMaxTtl] ?? 0,
      numUses: data[roleNames.numUses] ?? data[olderRoleNames.numUses] ?? 0,
      tokenType: data[roleNames.tokenType],
      noDefaultPolicy: data[roleNames.noDefaultPolicy],
      boundCidrs: data[roleNames.boundCidrs] ?? data[olderRoleNames.boundCidrs] ?? [],
      strictlyBindIp: data[roleNames.strictlyBindIp] ?? null,
      more: unknownFields(data, known),
    },
    older: Object.values(olderRoleNames).filter((older) => data[older] !== undefined && data[older] !== null),
  }
}

/** Returns the path of a role, as in a policy. */
export const rolePath = (mount: string, name: string): string => `${authPoint(mount)}/role/${name}`

const Listed = z.object({ data: z.object({ keys: nameList(4096) }) })

/**
 * Returns the names of all roles, sorted. API: `GET /auth/:mount/role?list=true`. @throws Failure `permission-denied`,
 * `not-found`.
 */
export async function listRoles(session: VaultSession, mount: string, signal?: AbortSignal): Promise<string[]> {
  const answer = await requestList(session, `${authPoint(mount)}/role`, signal)
  if (saysNothingHere(answer)) return []
  if (answer.status === 404) throw notFound(answer, 'There is no auth method at this mount.')
  return parseBody(Listed, answer).data.keys.sort()
}

/** Returns one role, or null if there is none. API: `GET /auth/:mount/role/:name` */
export async function readRole(
  session: VaultSession,
  mount: string,
  name: string,
  signal?: AbortSignal,
): Promise<Role | null> {
  const answer = await session.request({
    method: 'GET',
    path: rolePath(mount, name),
    expect: [404],
    signal,
    bound: answerBounds.lists,
  })
  if (saysNothingHere(answer)) return null
  if (answer.status === 404) throw notFound(answer, 'There is no auth method at this mount.')
  refuseWrapped(answer)
  return roleOf(name, parseBody(Read, answer).data)
}

/**
 * Writes every field, including an empty selector: a write without it clears it anyway, so the role then has exactly
 * the fields that are sent. API: `POST /auth/:mount/role/:name`
 */
export async function putRole(
  session: VaultSession,
  mount: string,
  name: string,
  settings: RoleSettings,
): Promise<void> {
  const { aliasNameSource, strictlyBindIp } = settings
  await session.request({
    method: 'POST',
    path: rolePath(mount, name),
    body: {
      ...membersOf(settings.more),
      [roleNames.serviceAccounts]: settings.serviceAccounts,
      [roleNames.namespaces]: settings.namespaces,
      [roleNames.namespaceSelector]: settings.namespaceSelector,
      [roleNames.audience]: settings.audience,
      ...(aliasNameSource === null ? {} : { [roleNames.aliasNameSource]: aliasNameSource }),
      [roleNames.policies]: settings.policies,
      [roleNames.ttl]: settings.ttl,
      [roleNames.maxTtl]: settings.maxTtl,
      [roleNames.period]: settings.period,
      [roleNames.explicitMaxTtl]: settings.explicitMaxTtl,
      [roleNames.numUses]: settings.numUses,
      [roleNames.tokenType]: settings.tokenType,
      [roleNames.noDefaultPolicy]: settings.noDefaultPolicy,
      [roleNames.boundCidrs]: settings.boundCidrs,
      ...(strictlyBindIp === null ? {} : { [roleNames.strictlyBindIp]: strictlyBindIp }),
    },
  })
}

/** Removes a role. A missing role is not an error. API: `DELETE /auth/:mount/role/:name` */
export async function deleteRole(session: VaultSession, mount: string, name: string): Promise<void> {
  await session.request({ method: 'DELETE', path: rolePath(mount, name) })
}
