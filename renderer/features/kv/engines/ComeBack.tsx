/** Favorites and recent secrets on the first page after the sign-in. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Clock, Star } from 'lucide-react'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes } from '../../../lib/routes.ts'
import { Link } from '../../../ui/Link.tsx'
import styles from './ComeBack.module.css'
import { cliName, type SecretPlace } from '../shared/names.ts'
import { ExactText } from '../../../ui/ExactText.tsx'

const maxCount = 6

export function ComeBack({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const favorites = (kept?.favorites ?? []).slice(0, maxCount)
  const isFavorite = (place: SecretPlace) => favorites.some((each) => cliName(each) === cliName(place))
  const recent = (kept?.recent ?? []).filter((place) => !isFavorite(place)).slice(0, maxCount)
  if (favorites.length + recent.length === 0) return null
  return (
    <nav aria-label={t`Favorites and recent places`}>
      <ul className={styles['list']}>
        {favorites.map((place) => (
          <Item key={`favorite ${cliName(place)}`} profileId={profileId} place={place} mark={<Star size={14} />} />
        ))}
        {recent.map((place) => (
          <Item key={`recent ${cliName(place)}`} profileId={profileId} place={place} mark={<Clock size={14} />} />
        ))}
      </ul>
    </nav>
  )
}

function Item({ profileId, place, mark }: { profileId: string; place: SecretPlace; mark: React.ReactNode }) {
  return (
    <li className={styles['item']}>
      <span className={styles['mark']} aria-hidden="true">
        {mark}
      </span>
      <Link variant="plain" href={routes.kv(profileId, place)}>
        <code className={styles['name']}>
          <ExactText text={cliName(place)} kind="path" />
        </code>
      </Link>
    </li>
  )
}
