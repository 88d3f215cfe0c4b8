/** The star of a folder or secret. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import styles from './FavouriteButton.module.css'
import { lastName, type SecretPlace } from '../names.ts'
import { useFavourite } from './useFavourite.ts'

export function FavouriteButton({ profileId, place }: { profileId: string; place: SecretPlace }) {
  const { t } = useLingui()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const setFavourite = useFavourite(profileId)
  const isFavourite = (kept?.favourites ?? []).some(({ mount, path }) => mount === place.mount && path === place.path)
  const name = lastName(place.path) || place.mount
  return (
    <IconButton
      label={isFavourite ? t`Remove ${name} from the favourites` : t`Add ${name} to the favourites`}
      isActive={isFavourite}
      isDisabled={kept === undefined || place.mount === ''}
      onPress={() => setFavourite(place, !isFavourite)}
    >
      <Star size={16} className={isFavourite ? styles['full'] : undefined} />
    </IconButton>
  )
}
