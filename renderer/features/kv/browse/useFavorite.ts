import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { showToast } from '../../../ui/toasts.ts'
import type { SecretPlace } from '../shared/names.ts'

/** Adds a place to the favorites or removes it; shows an error if that fails. */
export function useFavorite(profileId: string): (place: SecretPlace, isFavorite: boolean) => void {
  const { i18n } = useLingui()
  const client = useQueryClient()
  return useCallback(
    ({ mount, path }, isFavorite) => {
      const change = async () => {
        try {
          await valueOf(bridge.places.setFavorite({ profileId, place: { mount, path }, isFavorite }))
        } catch (problem) {
          showToast({ title: i18n._(wordsFor(errorOf(problem)).title), body: errorOf(problem).message, tone: 'danger' })
        }
        await client.invalidateQueries({ queryKey: keptPlaces(profileId).queryKey })
      }
      void change()
    },
    [client, profileId, i18n],
  )
}
