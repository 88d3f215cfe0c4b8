/** Queries of the KV pages. None of them holds a value of a secret. */
import { type Query, type QueryClient, queryOptions } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { kvFolderKey } from '../../lib/queries/kv.ts'
import { isCubbyhole } from './shared/cubbyhole.ts'
import { foldersOnTheWay, type SecretPlace } from './shared/names.ts'
import { secretCalls } from './shared/secretCalls.ts'

/** The names in one folder. */
export const folderNames = (profileId: string, mount: string, folder: string) =>
  queryOptions({
    queryKey: kvFolderKey(profileId, mount, folder),
    queryFn: async ({ signal }) => (await valueOf(secretCalls.list({ profileId, mount, folder }, signal))).names,
    // SECURITY: the next token has a cubbyhole of its own (docs/security.md, "The window").
    ...(isCubbyhole(mount) && { gcTime: 0 }),
  })

/** A secret without its values: the current version, or the requested one. */
export const secretWithoutValues = (profileId: string, { mount, path }: SecretPlace, version: number | undefined) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, version ?? 'current'],
    queryFn: ({ signal }) =>
      valueOf(
        secretCalls.read({ at: { profileId, mount, path }, ...(version === undefined ? {} : { version }) }, signal),
      ),
    staleTime: 0,
    // SECURITY: even the names of keys are dropped with the page (docs/security.md, "Values").
    gcTime: 0,
  })

/** Versions and settings of a KV 2 secret. Its key begins like a secret's key, so that a save invalidates it. */
export const secretMetadata = (profileId: string, { mount, path }: SecretPlace) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, 'metadata'],
    queryFn: ({ signal }) => valueOf(bridge.kv.metadata({ at: { profileId, mount, path } }, signal)),
    staleTime: 10_000,
    // Long enough for switching from one version to another; custom metadata may be private, so not longer.
    gcTime: 5_000,
  })

/** The differences between two versions, without values. */
export const versionComparison = (profileId: string, { mount, path }: SecretPlace, a: number, b: number) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, 'compare', a, b],
    queryFn: ({ signal }) => valueOf(bridge.kv.compare({ at: { profileId, mount, path }, a, b }, signal)),
    staleTime: 0,
    gcTime: 0,
  })

/** The token's capabilities on paths of the API; null if they are not known. The core combines many requests. */
export const capabilitiesOn = (profileId: string, paths: readonly string[]) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'capabilities', ...paths],
    queryFn: async ({ signal }) => {
      const answer = await valueOf(bridge.kv.capabilities({ profileId, paths: [...paths] }, signal))
      return new Map(answer.paths.map(({ path, capabilities }) => [path, capabilities]))
    },
    staleTime: 30_000,
    retry: false,
  })

/** Everything known of the mount's folders and secrets: a save invalidates it. */
export const kvKey = (profileId: string, what: 'list' | 'secret', mount: string) => [profileId, 'kv', what, mount]

/** Everything that was read of every engine. */
export const readOfEngines = (profileId: string) => ({ queryKey: [profileId, 'kv'] })

/** What was listed and read in the cubbyhole of the token. */
export const readOfCubbyhole = (profileId: string) => ({
  ...readOfEngines(profileId),
  predicate: ({ queryKey: [, , , mount] }: Query) => typeof mount === 'string' && isCubbyhole(mount),
})

/** The key of a folder's view state. */
export const folderLookKey = (profileId: string, { mount, path }: SecretPlace) => [profileId, 'kv', 'look', mount, path]

/**
 * Requests again the lists of the folders above a place, after a secret was created or deleted. Other lists are
 * unchanged.
 */
export async function refreshFolders(
  client: QueryClient,
  profileId: string,
  { mount, path }: SecretPlace,
): Promise<void> {
  await Promise.all(
    foldersOnTheWay(path).map((folder) =>
      client.invalidateQueries({ queryKey: folderNames(profileId, mount, folder).queryKey, exact: true }),
    ),
  )
}

/** Names of the server's password policies. */
export const passwordPolicyNames = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'password-policies'],
    queryFn: async ({ signal }) => (await valueOf(bridge.kv.passwordPolicies({ profileId }, signal))).names,
  })
