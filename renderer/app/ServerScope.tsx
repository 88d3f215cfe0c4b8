/** Wraps every page of one connection: who is signed in, and what the server's seal allows. */
import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { SignInDialogProps } from '../features/session/SignInDialog.tsx'
import { OtherClusterBanner } from '../features/seal/status/OtherClusterBanner.tsx'
import { SealBanner } from '../features/seal/status/SealBanner.tsx'
import { connectionList } from '../lib/queries/connections.ts'
import { serverStatus } from '../lib/queries/server.ts'
import { leaving, signedInIdentity, signInMethods } from '../lib/queries/session.ts'
import { routes, useGo } from '../lib/routes.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Button } from '../ui/Button.tsx'
import { lazyPage } from './lazyPage.tsx'
import { NotReadyPage } from './NotReadyPage.tsx'
import styles from './ServerScope.module.css'

// Not in the first chunk, but requested as soon as that one runs: forms and their rules are a third of the whole.
const signIn = import('./pages/signIn.tsx')
const SignInPage = lazyPage<'SignInPage', { profileId: string }>(() => signIn, 'SignInPage')
const SignInDialog = lazyPage<'SignInDialog', SignInDialogProps>(() => signIn, 'SignInDialog')

export function ServerScope() {
  const { profileId } = useParams({ from: '/c/$profileId' })
  const { data: profiles } = useQuery(connectionList)
  if (profiles === undefined) return null
  if (!profiles.some(({ id }) => id === profileId)) return <NoSuchConnection />
  return <Server key={profileId} profileId={profileId} />
}

function Server({ profileId }: { profileId: string }) {
  useComingNext(profileId)
  const onSealPage = useLocation({ select: ({ pathname }) => pathname === routes.seal(profileId) })
  const { data: status } = useQuery(serverStatus(profileId))
  const identity = useQuery(signedInIdentity(profileId))
  const { data: isLeaving } = useQuery(leaving(profileId))
  const [wasSignedIn, setWasSignedIn] = useState(false)

  const signedIn = identity.data !== undefined && identity.data !== null
  if (signedIn && !wasSignedIn) setWasSignedIn(true)
  if (!signedIn && wasSignedIn && isLeaving) setWasSignedIn(false)
  const sealed = status?.sealed === true || status?.initialized === false
  const isOther = status?.otherCluster !== undefined

  return (
    <div className={styles['scope']}>
      <OtherClusterBanner profileId={profileId} />
      {!onSealPage && <SealBanner profileId={profileId} />}
      <div className={styles['page']}>
        <Page
          kind={
            onSealPage || signedIn || wasSignedIn
              ? 'page'
              : identity.isPending || status === undefined
                ? 'waiting'
                : sealed
                  ? 'not-ready'
                  : 'sign-in'
          }
          profileId={profileId}
        />
      </div>
      {/* The dialog would cover the button that accepts another cluster, without which no sign-in is sent. */}
      {!onSealPage && wasSignedIn && !signedIn && !sealed && status?.reachable !== false && !isOther && (
        <SignInDialog profileId={profileId} reason="ended" />
      )}
    </div>
  )
}

/**
 * Preloads what the person needs next: how to sign in, requested together with whether it is needed; then the page
 * behind it.
 */
function useComingNext(profileId: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const isSignedIn = Boolean(client.getQueryData(signedInIdentity(profileId).queryKey))
    if (!isSignedIn) void client.prefetchQuery(signInMethods(profileId))
    return whenIdle(() => void import('./pages/kv.tsx'))
  }, [client, profileId])
}

/** Runs `work` when the window is idle; returns a function that cancels it. */
function whenIdle(work: () => void): () => void {
  // Safari has no `requestIdleCallback`.
  if (globalThis.requestIdleCallback === undefined) {
    const timer = setTimeout(work, 200)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(work)
  return () => cancelIdleCallback(handle)
}

function Page({ kind, profileId }: { kind: 'page' | 'waiting' | 'not-ready' | 'sign-in'; profileId: string }) {
  if (kind === 'page') return <Outlet />
  if (kind === 'sign-in') {
    return <SignInPage profileId={profileId} />
  }
  return kind === 'not-ready' ? <NotReadyPage profileId={profileId} /> : null
}

function NoSuchConnection() {
  const { t } = useLingui()
  const go = useGo()
  return (
    <EmptyState
      title={t`This connection no longer exists`}
      action={<Button onPress={() => go(routes.connections())}>{t`Show connections`}</Button>}
    />
  )
}
