/** What the KV pages ask the server for. No value of a secret is in any of it. */
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

/** A secret without its values: the current version, or the one asked for. */
export const secretWithoutValues = (profileId: string, { mount, path }: SecretPlace, version: number | undefined) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, version ?? 'current'],
    queryFn: ({ signal }) =>
      valueOf(
        secretCalls.read({ at: { profileId, mount, path }, ...(version === undefined ? {} : { version }) }, signal),
      ),
    staleTime: 0,
    // SECURITY: even the names of keys go when the page goes (docs/security.md, "Values").
    gcTime: 0,
  })

/** Versions and settings of a KV 2 secret. Begins as a secret's key does, so that a save makes it stale. */
export const secretMetadata = (profileId: string, { mount, path }: SecretPlace) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, 'metadata'],
    queryFn: ({ signal }) => valueOf(bridge.kv.metadata({ at: { profileId, mount, path } }, signal)),
    staleTime: 10_000,
    // Long enough for going from one version to another; custom metadata may be private, so not longer.
    gcTime: 5_000,
  })

/** What differs between two versions, without values. */
export const versionComparison = (profileId: string, { mount, path }: SecretPlace, a: number, b: number) =>
  queryOptions({
    queryKey: [profileId, 'kv', 'secret', mount, path, 'compare', a, b],
    queryFn: ({ signal }) => valueOf(bridge.kv.compare({ at: { profileId, mount, path }, a, b }, signal)),
    staleTime: 0,
    gcTime: 0,
  })

/** What the token may do on paths of the API; null where it cannot be known. The core asks for many at once. */
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

/** Everything known of the mount's folders and secrets: what a save makes stale. */
export const kvKey = (profileId: string, what: 'list' | 'secret', mount: string) => [profileId, 'kv', what, mount]

/** Everything that was read of every engine. */
export const readOfEngines = (profileId: string) => ({ queryKey: [profileId, 'kv'] })

/** What was listed and read in the cubbyhole of the token. */
export const readOfCubbyhole = (profileId: string) => ({
  ...readOfEngines(profileId),
  predicate: ({ queryKey: [, , , mount] }: Query) => typeof mount === 'string' && isCubbyhole(mount),
})

/** The key of how a folder was last looked at. */
export const folderLookKey = (profileId: string, { mount, path }: SecretPlace) => [profileId, 'kv', 'look', mount, path]

/** Asks again for the lists of the folders on the way to a place: after a secret came or went. The others are as they were. */
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
