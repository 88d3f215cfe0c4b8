/** Asks before a save that leaves a field empty which the server has now. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { ConfigState, Erased } from '../../../../electron/contract/kubernetes.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import styles from './EraseDialog.module.css'

export interface EraseDialogProps {
  readonly mount: string
  readonly erased: readonly Erased[]
  readonly state: ConfigState
  readonly onClose: () => void
  readonly onConfirm: () => Promise<boolean>
}

export function EraseDialog({ mount, erased, state, onClose, onConfirm }: EraseDialogProps) {
  const { t } = useLingui()
  const subjects = state.authorities.map(({ subject }) => subject).join('; ')
  const words: Readonly<Record<Erased, string>> = {
    reviewer:
      state.reviewerSet === null
        ? t`The reviewer JWT, if there is one: this server does not tell. It can be had from Kubernetes alone.`
        : t`The reviewer JWT. No server gives it back; it can be had from Kubernetes alone.`,
    caPem: t`The CA of the API server: ${subjects}`,
    pemKeys: t`The public keys for signatures (pem_keys)`,
    issuer: t`The issuer: ${state.config?.issuer ?? ''}`,
    more: t`Fields that this version does not know`,
  }
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={t`Save, and erase what is left empty?`}
      confirmLabel={t`Save and erase`}
      onConfirm={async () => {
        await onConfirm()
        // The page behind shows the error.
        onClose()
      }}
    >
      <p>
        <Trans>
          The server replaces the whole configuration of <code>{mount}</code>. This is there now, and would be gone:
        </Trans>
      </p>
      <ul className={styles['erased']}>
        {erased.map((each) => (
          <li key={each}>{words[each]}</li>
        ))}
      </ul>
      <p>{t`Pods that sign in now may be refused afterwards. Go back to give it again.`}</p>
    </ConfirmDialog>
  )
}
