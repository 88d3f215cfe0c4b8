/** The mounts of a real server, as the window receives their paths. */
import type { VaultSession } from '../../../electron/vault/session.ts'
import { readApiPaths } from '../../../electron/vault/apiPaths.ts'
import { compactPaths } from '../../../electron/features/policies/policyPaths.ts'
import type { LintMount } from '../../../policy/lint/finding.ts'

/** Answers every request with this body. */
export const answering = (body: unknown): VaultSession => ({
  request: () => Promise.resolve({ status: 200, body, warnings: [], latencyMs: 0 }),
})

/** The mounts with the routes of a description. */
export async function describedMounts(body: unknown, mounts: readonly LintMount[]): Promise<LintMount[]> {
  const { tables, mounts: found } = compactPaths(
    await readApiPaths(
      answering(body),
      mounts.map(({ path }) => path),
    ),
  )
  const routes = new Map(found.map(({ path, table }) => [path, tables[table] ?? []]))
  return mounts.map((mount) => ({ ...mount, routes: routes.get(mount.path) ?? [] }))
}
