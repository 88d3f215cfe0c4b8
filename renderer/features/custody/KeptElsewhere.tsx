import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { KeptWay } from '../../../electron/contract/custody.ts'
import { keptWays } from '../../lib/queries/custody.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { MoveKeptDialog } from './MoveKeptDialog.tsx'
import { useKeptMessages } from './useKeptMessages.ts'

export interface KeptElsewhereProps {
  readonly profile: Profile
  /** `page`: above a page of the connection, where it can be closed until the window closes. */
  readonly place?: 'page' | 'inline'
}

const closed = new Set<string>()

/** Places and earlier policies do not justify an interruption. */
const isMissed = ({ kept }: KeptWay): boolean =>
  kept.token || kept.rootToken || kept.ceremony || kept.shares + kept.nodes + kept.reviewers + kept.drafts > 0

/** Shows that something is stored for the connection as it was before, and offers to move it. */
export function KeptElsewhere({ profile, place = 'inline' }: KeptElsewhereProps) {
  const { t } = useLingui()
  const { itemsOf, changedFields } = useKeptMessages()
  const { data: ways } = useQuery(keptWays(profile.id))
  const [moving, setMoving] = useState<KeptWay | null>(null)
  const [, setClosedCount] = useState(0)
  if (ways === undefined) return null
  const keyOf = (way: KeptWay) => `${profile.id} ${ways.here} ${way.id}`
  const shown = ways.others.filter((way) => (place === 'inline' ? true : isMissed(way) && !closed.has(keyOf(way))))
  return (
    <>
      {shown.map((way) => {
        const items = itemsOf(way.kept).join(', ')
        const fields = changedFields(way)
        return (
          <Banner
            key={way.id}
            tone="info"
            place={place}
            title={t`Stored for other connection settings: ${items}.`}
            action={
              <Button size="small" onPress={() => setMoving(way)}>
                <Trans>Move credentials…</Trans>
              </Button>
            }
            {...(place === 'page' && {
              onDismiss: () => {
                closed.add(keyOf(way))
                setClosedCount(closed.size)
              },
            })}
          >
            {way.noted === 'all' ? (
              <Trans>
                Changed since then: {fields}. Strongroom doesn't use these credentials here until you move them.
              </Trans>
            ) : (
              <Trans>
                An earlier version of Strongroom didn't record all connection settings. Strongroom doesn't use these
                credentials here until you move them.
              </Trans>
            )}
          </Banner>
        )
      })}
      {moving !== null && (
        <MoveKeptDialog profile={profile} way={moving} here={ways.here} onClose={() => setMoving(null)} />
      )}
    </>
  )
}
