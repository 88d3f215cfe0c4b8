/** A menu of a connection's favorites and recent places. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Clock, Star } from 'lucide-react'
import { formatAge } from '../../../lib/format.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { useNow } from '../../../ui/useNow.ts'
import { cliName } from '../shared/names.ts'

const maxRecent = 15

export function PlacesMenu({ profileId }: { profileId: string }) {
  const { t, i18n } = useLingui()
  const now = useNow()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const favorites = kept?.favorites ?? []
  const recent = (kept?.recent ?? []).slice(0, maxRecent)
  const isEmpty = favorites.length === 0 && recent.length === 0
  return (
    <Menu
      label={t`Favorites and recent places`}
      trigger={
        <Button variant="quiet" size="small" icon={<Star size={14} />}>
          {t`Places`}
        </Button>
      }
      groups={[
        {
          title: t`Favorites`,
          items: favorites.map((place) => ({
            id: `favorite ${cliName(place)}`,
            label: cliName(place),
            isPath: true,
            icon: <Star size={14} />,
            href: routes.kv(profileId, place),
          })),
        },
        {
          title: t`Recent`,
          items: recent.map((place) => ({
            id: `recent ${cliName(place)}`,
            label: cliName(place),
            isPath: true,
            description: formatAge(new Date(place.visitedAt), new Date(now), i18n.locale),
            icon: <Clock size={14} />,
            href: routes.kv(profileId, place),
          })),
        },
        {
          items: isEmpty
            ? [{ id: 'none', label: t`Folders and secrets that you star appear here.`, isDisabled: true }]
            : [],
        },
      ]}
    />
  )
}
