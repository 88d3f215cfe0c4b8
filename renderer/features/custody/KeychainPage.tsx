/** What this computer stores of each connection's secrets, and how much it may store. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { HeldForConnection } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { appState } from '../../lib/queries/app.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { allowedItems, custodyItems, lostConnections } from '../../lib/queries/custody.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { AllowedSection } from './AllowedSection.tsx'
import { HeldSection } from './HeldSection.tsx'
import { rowsOf } from './heldItems.ts'
import { LostSection } from './LostSection.tsx'
import { OldCopies } from './OldCopies.tsx'
import styles from './KeychainPage.module.css'

export function KeychainPage() {
  const { t } = useLingui()
  const go = useGo()
  const { data: app } = useQuery(appState)
  const { data: profiles } = useQuery(connectionList)
  const { data: held, error } = useQuery(custodyItems)
  const [asks, setAsks] = useState(false)
  const { data: allowed } = useQuery(allowedItems)
  const { data: lost } = useQuery(lostConnections)
  const isAnything =
    (held?.some((each) => rowsOf(each).length > 0) ?? false) || (allowed?.length ?? 0) + (lost?.length ?? 0) > 0

  return (
    <Page isRoomy width="820px">
      <PageHeader title={t`Stored credentials`}>
        {isAnything && (
          <Button variant="danger" onPress={() => setAsks(true)}>
            <Trans>Remove everything…</Trans>
          </Button>
        )}
      </PageHeader>
      {app !== undefined && (
        <p className={styles['words']}>
          {app.custody.kind === 'keychain' ? (
            <Trans>
              Credentials are stored in sealed files. Their key is in this computer's keychain. A value is shown only
              after the keychain has confirmed access again.
            </Trans>
          ) : app.custody.kind === 'passphrase' ? (
            <Trans>
              Credentials are stored in sealed files that your passphrase opens. A value is shown only after you enter
              the passphrase again.
            </Trans>
          ) : (
            <Trans>
              This computer has no keychain. These credentials are in memory only and are lost when Strongroom quits. To
              store them, choose a passphrase-protected file in Settings.
            </Trans>
          )}
        </p>
      )}
      <OldCopies />
      <LostSection />
      {error !== null && <CallProblem problem={error} />}
      {held === undefined && error === null && <SkeletonRows rows={4} />}
      {profiles?.length === 0 && lost?.length === 0 && (
        <EmptyState
          title={t`No stored credentials`}
          action={
            <Button variant="primary" onPress={() => go(routes.newConnection())}>
              <Trans>Connect to a server</Trans>
            </Button>
          }
        >
          <Trans>This page lists the tokens and unseal key shares that you store, by connection.</Trans>
        </EmptyState>
      )}
      {app !== undefined &&
        ordered(held ?? []).map((of) => {
          const profile = profiles?.find(({ id }) => id === of.profileId)
          return profile === undefined ? null : (
            <HeldSection key={profile.id} profile={profile} held={of} custody={app.custody.kind} />
          )
        })}
      <AllowedSection />
      <RemoveAll isOpen={asks} onOpenChange={setAsks} />
    </Page>
  )
}

/** Connections with stored items come before the others. */
function ordered(held: readonly HeldForConnection[]): readonly HeldForConnection[] {
  const isEmpty = (each: HeldForConnection) => rowsOf(each).length === 0 && each.problem === undefined
  return [...held.filter((each) => !isEmpty(each)), ...held.filter(isEmpty)]
}

function RemoveAll({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t`Remove all tokens and key shares from this computer?`}
      confirmLabel={t`Remove everything`}
      typeToConfirm={t`remove everything`}
      onConfirm={async () => {
        await valueOf(bridge.custody.removeAll({}))
        await queryClient.invalidateQueries()
      }}
      renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
    >
      <Trans>
        Connections, client keys and unfinished key ceremonies stay. Make sure that you have every key share elsewhere.
        A share that is stored only here is lost permanently.
      </Trans>
    </ConfirmDialog>
  )
}
