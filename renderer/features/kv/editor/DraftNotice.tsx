/** Shows that unsaved text exists here, and offers to resume it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type KeptDraft, useDiscardDraft, useKeptDrafts } from '../../../lib/drafts.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { draftPlace } from './draft.ts'
import styles from './DraftNotice.module.css'
import type { SecretPlace } from '../shared/names.ts'
import { useClockTime } from '../../../ui/useClockTime.ts'

/** On a secret's page. */
export function DraftNotice({ profileId, place }: { profileId: string; place: SecretPlace }) {
  return <Notice profileId={profileId} place={place} mode="edit" />
}

/** On a folder's page, for secrets that were begun there. */
export function NewDraftNotice({ profileId, place }: { profileId: string; place: SecretPlace }) {
  return <Notice profileId={profileId} place={place} mode="new" />
}

function Notice({ profileId, place, mode }: { profileId: string; place: SecretPlace; mode: 'edit' | 'new' }) {
  const go = useGo()
  const { drafts } = useKeptDrafts(profileId, draftPlace(place))
  const goOn = ({ session }: KeptDraft) =>
    go(routes.kv(profileId, { mount: place.mount, path: place.path, mode, draft: session }))
  const [only] = drafts ?? []
  if (drafts === undefined || only === undefined) return null
  if (drafts.length === 1 && only.name === '') {
    return (
      <Banner
        title={
          mode === 'new' ? <Trans>You have an unsaved secret here.</Trans> : <Trans>You have unsaved changes.</Trans>
        }
        action={<Actions draft={only} onGoOn={() => goOn(only)} />}
      />
    )
  }
  return (
    <Banner
      title={
        mode === 'new' ? (
          <Plural
            value={drafts.length}
            one="You have an unsaved secret here."
            other="You have # unsaved secrets here."
          />
        ) : (
          <Plural value={drafts.length} one="# draft is kept here." other="# drafts are kept here." />
        )
      }
    >
      <ul className={styles['list']}>
        {drafts.map((draft) => (
          <li key={draft.session} className={styles['item']}>
            <code className={styles['name']}>{draft.name}</code>
            <Actions draft={draft} onGoOn={() => goOn(draft)} />
          </li>
        ))}
      </ul>
    </Banner>
  )
}

function Actions({ draft, onGoOn }: { draft: KeptDraft; onGoOn: () => void }) {
  const { t } = useLingui()
  const clockTime = useClockTime()
  const discard = useDiscardDraft()
  const { name } = draft
  if (draft.isOpen) return <Badge tone="accent">{t`open in another window`}</Badge>
  const time = clockTime(draft.changedAt)
  return (
    <>
      <Button
        size="small"
        aria-label={name === '' ? t`Discard` : t`Discard ${name}`}
        onPress={() => void discard(draft)}
      >
        {t`Discard`}
      </Button>
      <Button size="small" onPress={onGoOn}>
        {name === '' ? t`Resume your draft from ${time}` : t`Resume ${name} from ${time}`}
      </Button>
    </>
  )
}
