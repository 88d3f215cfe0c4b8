import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { appState } from '../../lib/queries/app.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { unfinishedCeremony } from '../../lib/queries/server.ts'
import { useUnfinished } from '../../lib/unfinished.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CeremonyCards } from './CeremonyCards.tsx'
import { CeremonyEnd } from './CeremonyEnd.tsx'
import { allTaken, type CeremonyItem } from './ceremonyItems.ts'
import { exportCeremony } from './exportFile.ts'
import { KeepDialog } from './KeepDialog.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import styles from './SealPage.module.css'
import { useStayHere } from './useStayHere.ts'

/** The new keys, shown once: to be saved, kept or written down before anybody may go on. */
export function CeremonyPage({ ceremony, isSealed }: { ceremony: Ceremony; isSealed: boolean }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: app } = useQuery(appState)
  const { data: profiles } = useQuery(connectionList)
  const [seen, setSeen] = useState<ReadonlySet<CeremonyItem>>(new Set())
  const [keepIsOpen, setKeepIsOpen] = useState(false)
  const { isBlocked, stay, release } = useStayHere()
  const profile = profiles?.find(({ id }) => id === ceremony.profileId)
  const isPractice = profile?.practice ?? false
  useUnfinished('ceremony', profile?.name ?? '')
  const canKeep = app !== undefined && app.custody.kind !== 'memory'

  const save = useMutation({
    mutationFn: () => exportCeremony(ceremony.id),
    onSuccess: (exported) => {
      if (exported === null) return
      void queryClient.invalidateQueries({ queryKey: unfinishedCeremony(ceremony.profileId).queryKey })
      showToast({
        tone: 'ok',
        title: t`Saved cluster-keys.json`,
        body:
          exported.how === 'written'
            ? exported.path
            : t`It is in your browser's downloads, in the clear. Move it to a safe place.`,
      })
    },
  })

  return (
    <>
      <p>
        {ceremony.shares === 1 ? (
          <Trans>
            This is the only time the server tells its unseal key share and its first root token. Without the share,
            nobody can ever unseal it again.
          </Trans>
        ) : (
          <Plural
            value={ceremony.threshold}
            one="This is the only time the server tells its unseal key shares and its first root token."
            other="This is the only time the server tells its unseal key shares and its first root token. Without # of the shares, nobody can ever unseal it again."
          />
        )}
      </p>
      {!ceremony.sealedOnDisk && (
        <Banner tone="warn" title={t`The keys are in memory only`}>
          <Trans>This computer has no keychain to seal them with. If Strongroom ends now, they are lost.</Trans>
        </Banner>
      )}
      <div className={styles['actions']}>
        <Button
          variant={ceremony.saved ? 'secondary' : 'primary'}
          icon={<Download size={14} />}
          isPending={save.isPending}
          onPress={() => save.mutate()}
          autoFocus
        >
          <Trans>Save as cluster-keys.json</Trans>
        </Button>
        <Button
          icon={<KeyRound size={14} />}
          onPress={() => setKeepIsOpen(true)}
          disabledReason={
            canKeep ? undefined : t`This computer has no keychain: nothing kept would outlast Strongroom.`
          }
        >
          <Trans>Keep in the keychain…</Trans>
        </Button>
      </div>
      {save.isError && <CallProblem problem={save.error} />}
      <CeremonyCards
        ceremony={ceremony}
        seen={seen}
        onSeen={(item) => setSeen((before) => new Set([...before, item]))}
      />
      <CeremonyEnd ceremony={ceremony} isSealed={isSealed} isTaken={allTaken(ceremony, seen)} onFinish={release} />
      <KeepDialog ceremony={ceremony} isPractice={isPractice} isOpen={keepIsOpen} onOpenChange={setKeepIsOpen} />
      <Dialog
        title={t`The keys are not safe yet`}
        isOpen={isBlocked}
        onOpenChange={stay}
        role="alertdialog"
        size="small"
        footer={
          <Button variant="primary" autoFocus onPress={stay}>
            <Trans>Back to the keys</Trans>
          </Button>
        }
      >
        <p>
          <Trans>
            Save them or keep them, then say at the end of this page that they are in a safe place. The server never
            tells them again.
          </Trans>
        </p>
      </Dialog>
    </>
  )
}
