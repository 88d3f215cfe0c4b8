import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { asciiAddress } from '../../../../electron/contract/plainAddress.ts'
import { clusterTrouble, type ClusterTrouble, troubleMeaning, troubleTone } from '../../../lib/clusterHealth.ts'
import { errorOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { keptCredentials, serverStatus, unfinishedCeremony } from '../../../lib/queries/server.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { Age, NextTry } from './Age.tsx'
import { productName, sealStateOf } from './statusMessages.ts'
import { useLastSeen } from './useLastSeen.ts'
import { useLookAgain } from './useLookAgain.ts'
import { useUnseal } from '../shares/useUnseal.ts'

/** Shown above every page of a connection whose server cannot be used: the reason, and the next step. */
export function SealBanner({ profileId }: { profileId: string }) {
  const { data: status } = useQuery(serverStatus(profileId))
  const { data: ceremony } = useQuery(unfinishedCeremony(profileId))
  if (ceremony !== undefined && ceremony !== null) return <KeysBanner profileId={profileId} />
  if (status === undefined) return null
  if (!status.reachable) return <OfflineBanner profileId={profileId} status={status} />
  const state = sealStateOf(status)
  if (state === 'not-initialized') return <NewBanner profileId={profileId} status={status} />
  const trouble = clusterTrouble(status)
  if (trouble !== null) return <TroubleBanner profileId={profileId} status={status} trouble={trouble} />
  if (state === 'sealed') return <SealedBanner profileId={profileId} status={status} />
  return null
}

function GoToSeal({ profileId, children }: { profileId: string; children: ReactNode }) {
  const go = useGo()
  return (
    <Button size="small" onPress={() => go(routes.seal(profileId))}>
      {children}
    </Button>
  )
}

function KeysBanner({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  return (
    <Banner
      place="page"
      tone="warn"
      title={t`The new keys of this server are not saved yet.`}
      action={<GoToSeal profileId={profileId}>{t`Show keys`}</GoToSeal>}
    >
      <Trans>Save the keys before you continue.</Trans>
    </Banner>
  )
}

function NewBanner({ profileId, status }: { profileId: string; status: ServerStatus }) {
  const { t } = useLingui()
  const product = productName(status)
  return (
    <Banner
      place="page"
      tone="warn"
      title={t`This ${product} is not initialized.`}
      action={<GoToSeal profileId={profileId}>{t`Initialize`}</GoToSeal>}
    >
      <Trans>Initialize the server to create its keys.</Trans>
    </Banner>
  )
}

function SealedBanner({ profileId, status }: { profileId: string; status: ServerStatus }) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const product = productName(status)
  const { data: kept } = useQuery(keptCredentials(profileId))
  const { run, pending } = useUnseal(profileId)
  const shares = kept?.shares ?? 0
  const unseal = status.unseal
  const isEnough =
    unseal !== undefined && unseal.threshold > 0 && shares + unseal.given >= unseal.threshold && shares > 0

  const unsealWithKept = async () => {
    const result = await run({ by: 'kept' })
    if (result?.ok === true && !result.value.sealed) showToast({ tone: 'ok', title: t`Unsealed ${product}` })
    // The page shows the whole problem and how to fix it.
    else go(routes.seal(profileId))
  }
  return (
    <Banner
      place="page"
      tone="sealed"
      title={t`This ${product} is sealed.`}
      action={
        isEnough ? (
          <>
            <GoToSeal profileId={profileId}>{t`Unseal another way`}</GoToSeal>
            <Button size="small" variant="primary" isPending={pending !== null} onPress={() => void unsealWithKept()}>
              <Plural value={shares} one="Unseal with # stored share" other="Unseal with # stored shares" />
            </Button>
          </>
        ) : (
          <GoToSeal profileId={profileId}>{t`Unseal`}</GoToSeal>
        )
      }
    >
      {unseal !== undefined && unseal.given > 0 ? (
        <Trans>
          {unseal.given} of {unseal.threshold} shares submitted.
        </Trans>
      ) : (
        i18n._(wordsFor({ code: 'sealed' }).help)
      )}
    </Banner>
  )
}

/** `isOnSealPage`: without the link to that page. */
export function TroubleBanner({
  profileId,
  status,
  trouble,
  isOnSealPage = false,
}: {
  profileId: string
  status: ServerStatus
  trouble: ClusterTrouble
  isOnSealPage?: boolean
}) {
  const { t, i18n } = useLingui()
  const { title, meaning } = troubleMeaning[trouble]
  return (
    <Banner
      {...(!isOnSealPage && { place: 'page' })}
      tone={troubleTone(trouble)}
      title={i18n._(title)}
      {...(!isOnSealPage && { action: <GoToSeal profileId={profileId}>{t`Show nodes`}</GoToSeal> })}
    >
      {i18n._(meaning)}{' '}
      {status.activeNode !== undefined && (
        <Trans>
          Active node: <code translate="no">{asciiAddress(status.activeNode)}</code>
        </Trans>
      )}
    </Banner>
  )
}

function OfflineBanner({ profileId, status }: { profileId: string; status: ServerStatus }) {
  const { t, i18n } = useLingui()
  const look = useLookAgain(profileId)
  const seenAt = useLastSeen(profileId)
  const title = i18n._(wordsFor(status.error ?? errorOf(null)).title)
  return (
    <Banner
      place="page"
      tone="offline"
      title={t`Offline.`}
      action={
        <Button size="small" isPending={look.isPending} onPress={() => void look.start()}>
          {t`Retry`}
        </Button>
      }
    >
      {title}.{' '}
      {seenAt !== null && (
        <Trans>
          Last response <Age since={seenAt} />.
        </Trans>
      )}{' '}
      {status.nextTryAt !== undefined && <NextTry at={status.nextTryAt} />}
    </Banner>
  )
}
