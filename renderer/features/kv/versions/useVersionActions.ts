/** Runs the actions on the versions of a secret, shows their results, and refreshes the pages. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, valueOf } from '../../../lib/call.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { cliName, folderOf, type KvVersion, lastName, type SecretPlace } from '../shared/names.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { kvKey } from '../queries.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { listOfNumbers, type VersionAction } from './versions.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface VersionActionsOptions {
  readonly kvVersion: KvVersion
  /** The version on top of which a roll-back is written; requested if it is not known. */
  readonly newest: number | undefined
  readonly fingerprint: string | undefined
  /** Whether the secret's own page is open: when nothing is left of it, its folder is shown in its place. */
  readonly isOpen?: boolean
}

/** Throws `CallFailed`. */
export function useVersionActions(
  profileId: string,
  place: SecretPlace,
  { kvVersion, newest, fingerprint, isOpen = true }: VersionActionsOptions,
): (action: VersionAction) => Promise<void> {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const go = useGo()
  const at = { profileId, mount: place.mount, path: place.path }
  const name = visibleText(lastName(place.path))
  const folder = routes.kv(profileId, { mount: place.mount, path: folderOf(place.path) })

  async function rollBack(from: number): Promise<void> {
    const base = newest ?? (await valueOf(bridge.kv.read({ at }))).version ?? from
    const { value, warnings } = await answerOf(bridge.kv.rollback({ at, from, base }))
    sayDone(t`Version ${value.version} of ${name} has the values of version ${from}`, warnings)
    go(routes.kv(profileId, place))
  }

  async function run(action: VersionAction): Promise<void> {
    switch (action.kind) {
      case 'rollback':
        return rollBack(action.from)
      case 'deleteLatest': {
        const base =
          action.version !== undefined
            ? ({ kind: 'version', version: action.version } as const)
            : fingerprint !== undefined
              ? ({ kind: 'fingerprint', fingerprint } as const)
              : ({ kind: 'blind' } as const)
        const { warnings } = await answerOf(secretCalls.deleteLatest({ at, base }))
        sayDone(t`${name} deleted`, warnings)
        // KV 1 has no versions, so nothing of the secret is left.
        if (kvVersion === 1 && isOpen) go(folder)
        return
      }
      case 'delete': {
        const { warnings } = await answerOf(bridge.kv.deleteVersions({ at, versions: [...action.versions] }))
        sayDone(t`Versions deleted: ${listOfNumbers(action.versions)}`, warnings)
        return
      }
      case 'undelete': {
        const { warnings } = await answerOf(bridge.kv.undelete({ at, versions: [...action.versions] }))
        sayDone(t`Versions undeleted: ${listOfNumbers(action.versions)}`, warnings)
        return
      }
      case 'destroy': {
        const { warnings } = await answerOf(bridge.kv.destroy({ at, versions: [...action.versions] }))
        sayDone(t`Versions destroyed: ${listOfNumbers(action.versions)}`, warnings)
        return
      }
      case 'deleteAll': {
        const { warnings } = await answerOf(bridge.kv.deleteAll({ at, confirm: cliName(place) }))
        sayDone(t`${name} permanently deleted`, warnings)
        if (isOpen) go(folder)
      }
    }
  }

  return async (action) => {
    try {
      await run(action)
    } finally {
      // Also after a failure: it is not always known what arrived, and a mismatch means that a newer version exists.
      const stale = [kvKey(profileId, 'secret', place.mount), kvKey(profileId, 'list', place.mount)]
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    }
  }
}
