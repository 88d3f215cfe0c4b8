/** Shows the owner of the cubbyhole and when it expires. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { formatDate } from '../../../lib/format.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { Banner } from '../../../ui/Banner.tsx'

export function CubbyholeNotice({ profileId }: { profileId: string }) {
  const { t, i18n } = useLingui()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  if (identity?.type === 'batch') {
    return (
      <Banner tone="warn" title={t`Batch tokens have no cubbyhole.`}>
        <Trans>Sign in with a service token to use one.</Trans>
      </Banner>
    )
  }
  const end = identity?.expiresAt ?? null
  return (
    <Banner title={t`Only your current token can read this cubbyhole.`}>
      {end === null ? (
        <Trans>The server deletes the cubbyhole when the token is revoked.</Trans>
      ) : (
        <Trans>
          The server deletes the cubbyhole when the token expires ({formatDate(new Date(end), i18n.locale)}) or is
          revoked.
        </Trans>
      )}{' '}
      <Trans>A wrapped response isn't stored here but in the cubbyhole of its wrapping token.</Trans>
    </Banner>
  )
}
