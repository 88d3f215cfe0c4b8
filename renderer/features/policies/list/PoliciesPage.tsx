/** The policies of a server: a list, and next to it the open policy. */
import { useLingui } from '@lingui/react/macro'
import { ScrollText } from 'lucide-react'
import { useEffect } from 'react'
import { routes, useGo } from '../../../lib/routes.ts'
import { useAfterSignIn } from '../../../lib/useAfterSignIn.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SplitPane } from '../../../ui/SplitPane.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { ExportPage } from '../transfer/ExportPage.tsx'
import { GrantPage } from '../grant/GrantPage.tsx'
import { ImportPage } from '../transfer/ImportPage.tsx'
import styles from './PoliciesPage.module.css'
import type { PoliciesRoute } from '../route.ts'
import { newPolicyPlace, policyPlace } from '../editor/policyDraft.ts'
import { PolicyList } from './PolicyList.tsx'
import { PolicyPage } from '../editor/PolicyPage.tsx'

const widthName = 'strongroom.policies.list'
const rememberedWidth = (): number => Number(localStorage.getItem(widthName)) || 240
const rememberWidth = (width: number): void => localStorage.setItem(widthName, String(width))

export function PoliciesPage({ profileId, place }: { profileId: string; place: PoliciesRoute }) {
  const { t } = useLingui()
  useAfterSignIn(profileId)
  return (
    <div className={styles['page']}>
      <VisuallyHidden>
        <h1>{t`Policies`}</h1>
      </VisuallyHidden>
      <SplitPane
        label={t`List width`}
        initialSize={rememberedWidth()}
        onSizeChange={rememberWidth}
        min={180}
        first={<PolicyList profileId={profileId} place={place} />}
        second={<Content key={JSON.stringify(place)} profileId={profileId} place={place} />}
      />
    </div>
  )
}

function Content({ profileId, place }: { profileId: string; place: PoliciesRoute }) {
  const { t } = useLingui()
  if (place.mode === 'new') {
    return place.draft === undefined ? (
      <NewPolicy profileId={profileId} />
    ) : (
      <PolicyPage profileId={profileId} name={null} place={newPolicyPlace(place.draft)} />
    )
  }
  if (place.mode === 'export') return <ExportPage profileId={profileId} />
  if (place.mode === 'import') return <ImportPage profileId={profileId} />
  if (place.mode === 'grant' && place.mount !== undefined) {
    return <GrantPage profileId={profileId} mount={place.mount} path={place.path ?? ''} />
  }
  if (place.name !== undefined) {
    const name = place.name.toLowerCase()
    return <PolicyPage profileId={profileId} name={name} place={policyPlace(name)} draft={place.draft} />
  }
  return (
    <EmptyState icon={<ScrollText size={20} />} title={t`No policy is open`}>
      {t`Choose a policy from the list, or create one.`}
    </EmptyState>
  )
}

/** Each new policy has an address of its own, which finds its draft again. */
function NewPolicy({ profileId }: { profileId: string }) {
  const go = useGo()
  useEffect(() => go(routes.newPolicy(profileId, crypto.randomUUID()), { replace: true }), [go, profileId])
  return null
}
