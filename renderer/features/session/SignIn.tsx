import { useQuery } from '@tanstack/react-query'
import { signInMethods } from '../../lib/queries/session.ts'
import { Skeleton, SkeletonGroup } from '../../ui/Skeleton.tsx'
import forms from './shared/forms.module.css'
import { KeptTokenButton } from './KeptTokenButton.tsx'
import { SignInForm } from './SignInForm.tsx'
import type { Methods } from './signInValues.ts'

const none: Methods = { listed: [], last: null, remembered: false }

/** The ways to sign in: the token stored on this computer, if there is one, and the form. */
export function SignIn({ profileId }: { profileId: string }) {
  const { data, isPending } = useQuery(signInMethods(profileId))
  if (isPending) {
    return (
      <SkeletonGroup>
        <Skeleton height="30px" />
        <Skeleton height="30px" />
        <Skeleton width="90px" height="30px" />
      </SkeletonGroup>
    )
  }
  // The form works without the list: a server may hide it.
  return (
    <div className={forms['form']}>
      <KeptTokenButton profileId={profileId} />
      <SignInForm profileId={profileId} methods={data ?? none} />
    </div>
  )
}
