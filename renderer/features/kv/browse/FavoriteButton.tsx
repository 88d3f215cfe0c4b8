/** The star of a folder or secret. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import styles from './FavoriteButton.module.css'
import { lastName, type SecretPlace } from '../shared/names.ts'
import { useFavorite } from './useFavorite.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export function FavoriteButton({ profileId, place }: { profileId: string; place: SecretPlace }) {
  const { t } = useLingui()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const setFavorite = useFavorite(profileId)
  const isFavorite = (kept?.favorites ?? []).some(({ mount, path }) => mount === place.mount && path === place.path)
  const name = visibleText(lastName(place.path) || place.mount)
  return (
    <IconButton
      label={isFavorite ? t`Remove ${name} from favorites` : t`Add ${name} to favorites`}
      isActive={isFavorite}
      isDisabled={kept === undefined || place.mount === ''}
      onPress={() => setFavorite(place, !isFavorite)}
    >
      <Star size={16} className={isFavorite ? styles['full'] : undefined} />
    </IconButton>
  )
}
