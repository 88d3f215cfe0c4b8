import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, KeyRound, Printer } from 'lucide-react'
import { useState } from 'react'
import type { Ceremony, CeremonyItem } from '../../../../electron/contract/ceremony.ts'
import { bridge } from '../../../lib/bridge.ts'
import { appState } from '../../../lib/queries/app.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { unfinishedCeremony } from '../../../lib/queries/server.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { CeremonyCards } from './CeremonyCards.tsx'
import { CeremonyEnd } from './CeremonyEnd.tsx'
import { isGone, itemsNowhere, itemsOf } from './ceremonyItems.ts'
import { CeremonyReason } from './CeremonyReason.tsx'
import { deliver } from '../../../lib/savedFile.ts'
import { KeepDialog } from './KeepDialog.tsx'
import forms from '../shared/forms.module.css'
import { UnrecognizedAnswer } from '../initialize/UnrecognizedAnswer.tsx'
import { useStayHere } from './useStayHere.ts'

/** The new keys, shown once: the person saves, stores, prints or hands them over before they can continue. */
export function CeremonyPage({ ceremony, isSealed }: { ceremony: Ceremony; isSealed: boolean }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: app } = useQuery(appState)
  const { data: profiles } = useQuery(connectionList)
  const [keepIsOpen, setKeepIsOpen] = useState(false)
  const [printing, setPrinting] = useState<readonly CeremonyItem[] | null>(null)
  const { isBlocked, stay, release } = useStayHere()
  const profile = profiles?.find(({ id }) => id === ceremony.profileId)
  useUnsavedWork('ceremony', profile?.name ?? '')
  const canKeep = app !== undefined && app.custody.kind !== 'memory'
  const left = itemsOf(ceremony).filter((item) => !isGone(ceremony, item))

  const save = useAct(async () => {
    const saved = await deliver(bridge.server.exportCeremony({ ceremonyId: ceremony.id }))
    if (saved === null) return
    void queryClient.invalidateQueries({ queryKey: unfinishedCeremony(ceremony.profileId).queryKey })
    showToast({
      tone: 'ok',
      title: t`Saved cluster-keys.json`,
      body:
        saved.how === 'written'
          ? saved.where
          : t`The unencrypted file is in your browser's downloads. Move it to a safe place.`,
    })
  })

  return (
    <>
      {ceremony.found === null ? <CeremonyReason ceremony={ceremony} /> : <UnrecognizedAnswer ceremony={ceremony} />}
      {!ceremony.sealedOnDisk && (
        <Banner tone="warn" title={t`The keys are in memory only`}>
          {itemsNowhere(ceremony).length === 0 ? (
            <Trans>
              If Strongroom quits now, you can't open this page again. Keys that you saved stay where they are.
            </Trans>
          ) : (
            <Trans>If Strongroom quits now, the keys that you haven't saved are lost.</Trans>
          )}
        </Banner>
      )}
      {ceremony.found === null && (
        <>
          <div className={forms['actions']}>
            <Button
              variant={ceremony.places.some(({ way }) => way === 'file') ? 'secondary' : 'primary'}
              icon={<Download size={14} />}
              isPending={save.isPending}
              onPress={() => void save.start()}
              autoFocus
            >
              <Trans>Save as cluster-keys.json</Trans>
            </Button>
            <Button
              icon={<KeyRound size={14} />}
              onPress={() => setKeepIsOpen(true)}
              disabledReason={
                canKeep
                  ? undefined
                  : t`This computer has no keychain, so stored keys would be lost when Strongroom quits.`
              }
            >
              <Trans>Store in keychain…</Trans>
            </Button>
            <Button icon={<Printer size={14} />} onPress={() => setPrinting(left)} isDisabled={left.length === 0}>
              <Trans>Print all…</Trans>
            </Button>
          </div>
          {save.problem !== null && <CallProblem problem={save.problem} />}
          <CeremonyCards ceremony={ceremony} printing={printing} onPrint={setPrinting} />
        </>
      )}
      <CeremonyEnd ceremony={ceremony} isSealed={isSealed} onFinish={release} />
      {profile !== undefined && (
        <KeepDialog ceremony={ceremony} profile={profile} isOpen={keepIsOpen} onOpenChange={setKeepIsOpen} />
      )}
      <Dialog
        title={t`The keys are not saved yet`}
        isOpen={isBlocked}
        onOpenChange={stay}
        role="alertdialog"
        size="small"
        footer={
          <Button variant="primary" autoFocus onPress={stay}>
            <Trans>Back to keys</Trans>
          </Button>
        }
      >
        <p>
          <Trans>
            Save, store, print or hand over the keys, then confirm at the end of this page that they are in a safe
            place. The server returns these keys only once.
          </Trans>
        </p>
      </Dialog>
    </>
  )
}
