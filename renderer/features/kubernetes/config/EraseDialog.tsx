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
        ? t`The reviewer JWT, if one is set. This server doesn't report it, and only Kubernetes can issue a new one.`
        : t`The reviewer JWT. Servers never return it, and only Kubernetes can issue a new one.`,
    caPem: t`The CA of the API server: ${subjects}`,
    pemKeys: t`The public keys for signatures (pem_keys)`,
    issuer: t`The issuer: ${state.config?.issuer ?? ''}`,
    more: t`Fields that this version doesn't know`,
  }
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={t`Save and erase the blank fields?`}
      confirmLabel={t`Save and erase`}
      onConfirm={async () => {
        await onConfirm()
        // The page behind shows the error.
        onClose()
      }}
    >
      <p>
        <Trans>
          The server replaces the whole configuration of <code>{mount}</code>. These values would be erased:
        </Trans>
      </p>
      <ul className={styles['erased']}>
        {erased.map((each) => (
          <li key={each}>{words[each]}</li>
        ))}
      </ul>
      <p>{t`Pods that can sign in now might be refused afterwards. To keep a value, go back and enter it again.`}</p>
    </ConfirmDialog>
  )
}
