/** What a person may do with a secret, and what to say where they may not. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { Capability } from '../../../electron/contract/kv.ts'
import { apiName, type KvVersion, type SecretPlace } from './names.ts'
import type { NeededRight } from './Problem.tsx'
import { capabilitiesOn } from './queries.ts'

type Need = NeededRight & { readonly capability: Capability }

/** The rights of each action: any one of a list is enough. */
export type SecretAction =
  | 'read'
  | 'write'
  | 'deleteLatest'
  | 'deleteVersions'
  | 'undelete'
  | 'destroy'
  | 'deleteAll'
  | 'readMetadata'
  | 'changeMetadata'

/** What each action needs, one way or the other. API paths, as policies name them. */
export function needsOf(place: SecretPlace, kvVersion: KvVersion): Readonly<Record<SecretAction, readonly Need[]>> {
  const below = (part: string) => `${place.mount}${part}/${place.path}`
  const data = apiName(place, kvVersion)
  const on = (path: string, ...capabilities: Capability[]) =>
    capabilities.map((capability): Need => ({ capability, path }))
  const metadata = below('metadata')
  return {
    read: on(data, 'read'),
    write: kvVersion === 2 ? on(data, 'update', 'patch', 'create') : on(data, 'update', 'create'),
    deleteLatest: kvVersion === 2 ? [...on(data, 'delete'), ...on(below('delete'), 'update')] : on(data, 'delete'),
    deleteVersions: on(below('delete'), 'update'),
    undelete: on(below('undelete'), 'update'),
    destroy: on(below('destroy'), 'update'),
    deleteAll: kvVersion === 2 ? on(metadata, 'delete') : on(data, 'delete'),
    readMetadata: on(metadata, 'read'),
    changeMetadata: on(metadata, 'update', 'patch'),
  }
}

/**
 * The right that is missing for an action: the first of those that would do. Undefined where one is there, and where it
 * cannot be known, which is no reason to disable anything.
 */
export function missingRight(
  known: ReadonlyMap<string, readonly Capability[] | null> | undefined,
  needs: readonly Need[],
): NeededRight | undefined {
  const isMissing = needs.every(({ path, capability }) => {
    const can = known?.get(path)
    return can !== undefined && can !== null && !can.includes(capability)
  })
  return isMissing ? needs[0] : undefined
}

export interface SecretRights {
  /** Why an action cannot be done, in words; undefined when it can, or may be. */
  reason(action: SecretAction): string | undefined
}

/** Asks for every right that the pages of a secret need, in one question. */
export function useSecretRights(profileId: string, place: SecretPlace, kvVersion: KvVersion): SecretRights {
  const { t } = useLingui()
  const needs = needsOf(place, kvVersion)
  const paths = [...new Set(Object.values(needs).flatMap((of) => of.map(({ path }) => path)))]
  const { data } = useQuery(capabilitiesOn(profileId, kvVersion === 2 ? paths : [apiName(place, 1)]))
  return {
    reason: (action) => {
      const missing = missingRight(data, needs[action])
      return missing === undefined ? undefined : t`You need ${missing.capability} on ${missing.path}.`
    },
  }
}
