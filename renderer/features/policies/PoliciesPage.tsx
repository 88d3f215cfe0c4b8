/** The policies of a server: a list, and beside it the one that is open. */
import { useLingui } from '@lingui/react/macro'
import { ScrollText } from 'lucide-react'
import { useAfterSignIn } from '../../lib/useAfterSignIn.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SplitPane } from '../../ui/SplitPane.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { GrantPage } from './GrantPage.tsx'
import { ImportPage } from './ImportPage.tsx'
import styles from './PoliciesPage.module.css'
import type { PoliciesPlace } from './place.ts'
import { PolicyList } from './PolicyList.tsx'
import { PolicyPage } from './PolicyPage.tsx'

const widthName = 'strongroom.policies.list'
const rememberedWidth = (): number => Number(localStorage.getItem(widthName)) || 240
const rememberWidth = (width: number): void => localStorage.setItem(widthName, String(width))

export function PoliciesPage({ profileId, place }: { profileId: string; place: PoliciesPlace }) {
  const { t } = useLingui()
  useAfterSignIn(profileId)
  return (
    <div className={styles['page']}>
      <VisuallyHidden>
        <h1>{t`Policies`}</h1>
      </VisuallyHidden>
      <SplitPane
        label={t`Width of the list`}
        initialSize={rememberedWidth()}
        onSizeChange={rememberWidth}
        min={180}
        first={<PolicyList profileId={profileId} place={place} />}
        second={<Content key={JSON.stringify(place)} profileId={profileId} place={place} />}
      />
    </div>
  )
}

function Content({ profileId, place }: { profileId: string; place: PoliciesPlace }) {
  const { t } = useLingui()
  if (place.mode === 'new') return <PolicyPage profileId={profileId} name={null} />
  if (place.mode === 'import') return <ImportPage profileId={profileId} />
  if (place.mode === 'grant' && place.mount !== undefined) {
    return <GrantPage profileId={profileId} mount={place.mount} path={place.path ?? ''} />
  }
  if (place.name !== undefined) return <PolicyPage profileId={profileId} name={place.name} />
  return (
    <EmptyState icon={<ScrollText size={20} />} title={t`No policy is open`}>
      {t`Choose one in the list, or make a new one.`}
    </EmptyState>
  )
}
