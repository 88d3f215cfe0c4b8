/** Gathers who has which policies, with many small reads that run concurrently within bounds. */
import type { PolicyMount, PolicyUser } from '../../contract/policies.ts'
import { Failure } from '../../contract/failure.ts'
import { mapConcurrent } from '../../base/async/mapConcurrent.ts'
import { listHolders, policyFolders, readHolder, type PolicyFolder } from '../../vault/policyUsers.ts'
import type { VaultSession } from '../../vault/session.ts'

/** The maximum number of reads in one folder, and of concurrent reads. */
const bounds = { reads: 500, atOnce: 16 } as const

/**
 * Returns everyone who has a policy, as far as the token can read; `unseen` are folders that it could not read, or only
 * in part.
 */
export async function gatherPolicyUsers(
  session: VaultSession,
  mounts: readonly PolicyMount[],
  signal: AbortSignal,
): Promise<{ users: PolicyUser[]; unseen: string[] }> {
  const methods = mounts.filter(({ path }) => path.startsWith('auth/'))
  const known = methods.some(({ path }) => path === 'auth/token/')
    ? methods
    : [...methods, { path: 'auth/token/', type: 'token' }]
  const users: PolicyUser[] = []
  const unseen: string[] = []
  await Promise.all(
    policyFolders(known).map(async (folder) => {
      const names = await namesIn(session, folder, signal)
      if (names === null || names.length > bounds.reads) unseen.push(folder.folder)
      const found = await readAll(session, folder, (names ?? []).slice(0, bounds.reads), signal)
      users.push(...found.users)
      if (found.hidden && !unseen.includes(folder.folder)) unseen.push(folder.folder)
    }),
  )
  const byPlace = (a: PolicyUser, b: PolicyUser) =>
    a.folder === b.folder ? Number(a.name > b.name) - Number(a.name < b.name) : a.folder < b.folder ? -1 : 1
  return { users: users.sort(byPlace), unseen: unseen.sort() }
}

async function namesIn(session: VaultSession, { folder }: PolicyFolder, signal: AbortSignal): Promise<string[] | null> {
  try {
    return await listHolders(session, folder, signal)
  } catch (problem) {
    // A method whose plugin is missing can return any error. A folder that cannot be listed counts as unseen.
    if (problem instanceof Failure && problem.code !== 'canceled' && (problem.error.status ?? 0) >= 400) return null
    throw problem
  }
}

async function readAll(
  session: VaultSession,
  folder: PolicyFolder,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ users: PolicyUser[]; hidden: boolean }> {
  const users: PolicyUser[] = []
  let hidden = false
  const read = (name: string) => readHolder(session, folder, name, signal)
  for await (const batch of mapConcurrent(names, bounds.atOnce, read, signal)) {
    for (const user of batch) {
      if (user === null) hidden = true
      else if (user.policies.length > 0) users.push(user)
    }
  }
  return { users, hidden }
}
