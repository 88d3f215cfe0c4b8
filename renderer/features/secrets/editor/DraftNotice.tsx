/** Says that something was typed here and not saved, and offers to go on with it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useDraftKeeper, useKeptDraft } from '../../../lib/drafts.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { draftPlace } from './draft.ts'
import type { SecretPlace } from '../names.ts'
import { resume } from './resume.ts'
import { useClockTime } from '../../../ui/useClockTime.ts'

/** On a secret's page. `children`: what else is to be known about the draft. */
export function DraftNotice({ profileId, place }: { profileId: string; place: SecretPlace }) {
  return <Notice profileId={profileId} place={place} mode="edit" />
}

/** On a folder's page, for a secret that was begun there. */
export function NewDraftNotice({ profileId, place }: { profileId: string; place: SecretPlace }) {
  return <Notice profileId={profileId} place={place} mode="new" />
}

function Notice({ profileId, place, mode }: { profileId: string; place: SecretPlace; mode: 'edit' | 'new' }) {
  const { t } = useLingui()
  const go = useGo()
  const clockTime = useClockTime()
  const draft = draftPlace(place)
  const { changedAt } = useKeptDraft(profileId, draft)
  const { discard } = useDraftKeeper(profileId, draft)
  if (changedAt === null || changedAt === undefined) return null
  const goOn = () => {
    resume.next(profileId, draft)
    go(routes.kv(profileId, { mount: place.mount, path: place.path, mode }))
  }
  const time = clockTime(changedAt)
  return (
    <Banner
      title={mode === 'new' ? <Trans>You began a secret here.</Trans> : <Trans>You have unsaved changes.</Trans>}
      action={
        <>
          <Button size="small" onPress={() => void discard()}>
            {t`Discard`}
          </Button>
          <Button size="small" onPress={goOn}>
            {t`Go on with your draft from ${time}`}
          </Button>
        </>
      }
    />
  )
}
