/** The palette's entries for places of the secrets: recent ones, favorites, and any address that is typed. */
import { comparable } from '../lib/search.ts'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Clock, CornerDownLeft, Star } from 'lucide-react'
import { useCallback } from 'react'
import { readAddress } from '../features/kv/browse/address.ts'
import { openableMounts } from '../features/kv/shared/cubbyhole.ts'
import { cliName, type SecretPlace } from '../features/kv/shared/names.ts'
import { mountList } from '../lib/queries/mounts.ts'
import { keptPlaces } from '../lib/queries/places.ts'
import { signedInIdentity } from '../lib/queries/session.ts'
import { routes, useGo } from '../lib/routes.ts'
import type { Command, CommandGroup } from '../ui/CommandPalette.tsx'

const nowhere: SecretPlace = { mount: '', path: '' }
/** As many as fit on a screen; typing finds more. */
const maxCount = 12

export function usePlaceCommands(profileId: string | null): (typed: string) => readonly CommandGroup[] {
  const { t } = useLingui()
  const go = useGo()
  const id = profileId ?? ''
  const { data: identity } = useQuery({ ...signedInIdentity(id), enabled: profileId !== null })
  const isSignedIn = identity !== undefined && identity !== null
  const { data: kept } = useQuery({ ...keptPlaces(id), enabled: isSignedIn })
  const { data: known } = useQuery({ ...mountList(id), enabled: isSignedIn })

  return useCallback(
    (typed) => {
      if (!isSignedIn) return []
      const words = comparable(typed).split(/\s+/)
      const fits = (place: SecretPlace) => words.every((word) => comparable(cliName(place)).includes(word))
      const command = (kind: string, place: SecretPlace, more: Partial<Command>): Command => ({
        id: `${kind} ${place.mount}\n${place.path}`,
        label: cliName(place),
        isPath: true,
        onAction: () => go(routes.kv(id, place)),
        ...more,
      })
      const mounts = openableMounts(known?.mounts ?? [])
      const written = typed.trim() === '' ? [] : readAddress(typed, mounts, nowhere).candidates
      const recent = (kept?.recent ?? []).filter(fits).slice(0, maxCount)
      const favorites = (kept?.favorites ?? []).filter(fits).slice(0, maxCount)
      return [
        {
          id: 'address',
          title: t`Go to path`,
          commands: written.map(({ place, version, reading }) =>
            command('address', place, {
              icon: <CornerDownLeft size={16} />,
              ...(written.length > 1 && { hint: reading === 'api' ? t`API path` : t`as entered` }),
              onAction: () => go(routes.kv(id, { ...place, ...(version !== undefined && { version }) })),
            }),
          ),
        },
        {
          id: 'recent',
          title: t`Recent`,
          commands: recent.map((place) => command('recent', place, { icon: <Clock size={16} /> })),
        },
        {
          id: 'favorites',
          title: t`Favorites`,
          commands: favorites.map((place) => command('favorite', place, { icon: <Star size={16} /> })),
        },
      ]
    },
    [isSignedIn, kept, known, id, go, t],
  )
}
