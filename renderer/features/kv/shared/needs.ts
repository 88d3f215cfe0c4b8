/** The capabilities that each action on a secret needs, and those that are missing. Pure. */
import type { Capability } from '../../../../electron/contract/kv.ts'
import { apiName, type KvVersion, type SecretPlace } from './names.ts'
import type { NeededRight } from '../../../components/Problem.tsx'

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

/** The alternatives that each action needs. API paths, as policies name them. */
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
 * The capability that a refused save lacks. The servers require `create` for a key that they do not have and `update`
 * for one that they have, also if all its versions are deleted. `held`: the token's capabilities on the path. A new
 * secret that was refused although the token may create it already exists.
 */
export function neededToSave({
  isPatch,
  isThere,
  held,
}: {
  readonly isPatch: boolean
  readonly isThere: boolean
  readonly held: readonly Capability[] | null | undefined
}): Capability {
  if (isPatch) return 'patch'
  return isThere || held?.includes('create') === true ? 'update' : 'create'
}

/**
 * The missing capability of an action: the first of the alternatives. Undefined if one is granted, and if it is not
 * known, which is no reason to disable anything.
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
