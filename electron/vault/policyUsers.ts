/** Finds who has which policies: everything on the server that assigns policies. */
import { z } from 'zod'
import type { PolicyUser } from '../contract/policies.ts'
import { Failure } from '../contract/failure.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { nameList } from '../base/json/bounded.ts'
import { requestList } from './list.ts'
import type { VaultSession } from './session.ts'

/** Auth methods by type: the folders of entries that assign policies. */
const foldersOf: Readonly<Record<string, readonly string[]>> = {
  userpass: ['users'],
  approle: ['role'],
  kubernetes: ['role'],
  jwt: ['role'],
  oidc: ['role'],
  ldap: ['groups', 'users'],
  cert: ['certs'],
  token: ['roles'],
}

export interface PolicyFolder {
  readonly kind: string
  /** With its slash, e.g. `auth/userpass/users/`. */
  readonly folder: string
}

/** Returns the folders that may contain users of policies, given the auth methods (with `auth/` before their paths). */
export function policyFolders(methods: readonly { readonly path: string; readonly type: string }[]): PolicyFolder[] {
  const ofMethods = methods.flatMap(({ path, type }) =>
    (foldersOf[type] ?? []).map((folder) => ({
      kind: type === 'token' ? 'token-role' : type,
      folder: `${path}${folder}/`,
    })),
  )
  return [
    ...ofMethods,
    { kind: 'entity', folder: 'identity/entity/name/' },
    { kind: 'group', folder: 'identity/group/name/' },
  ]
}

const Names = z.object({ data: z.object({ keys: nameList(8192) }) })

const policyList = z
  .union([
    nameList(8192, 100_000),
    z
      .string()
      .max(64 * 1024)
      .transform((text) => text.split(/\s*,\s*/)),
  ])
  .nullish()
  .transform((given) => given ?? [])

/** Old fields in addition to new ones: a role can have either. */
const Holder = z.object({
  data: z.object({ policies: policyList, token_policies: policyList, allowed_policies: policyList }),
})

/** Returns the names in a folder, sorted. API: `GET /:folder?list=true`. An empty folder is not found. */
export async function listHolders(session: VaultSession, folder: string, signal?: AbortSignal): Promise<string[]> {
  const answer = await requestList(session, folder.replace(/\/$/, ''), signal)
  return answer.status === 404 ? [] : parseBody(Names, answer).data.keys.sort()
}

/**
 * Returns an entry that may assign policies; null if it is gone or the token can't read it. API: `GET /:folder/:name`
 */
export async function readHolder(
  session: VaultSession,
  { kind, folder }: PolicyFolder,
  holder: string,
  signal?: AbortSignal,
): Promise<PolicyUser | null> {
  try {
    const answer = await session.request({
      method: 'GET',
      path: `${folder}${holder}`,
      expect: [404],
      signal,
      bound: answerBounds.lists,
    })
    if (answer.status === 404) return null
    const { data } = parseBody(Holder, answer)
    const policies = new Set([...data.policies, ...data.token_policies, ...data.allowed_policies])
    return { kind, folder, name: holder, policies: [...policies].filter((each) => each !== '') }
  } catch (problem) {
    if (problem instanceof Failure && ['permission-denied', 'answer-invalid', 'invalid-input'].includes(problem.code)) {
      return null
    }
    throw problem
  }
}
