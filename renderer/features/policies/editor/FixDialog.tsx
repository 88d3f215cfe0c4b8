/** Asks before a fix that grants more access than the policy, and lists that access. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import shortList from '../shared/shortList.module.css'
import type { GainsAnswer } from '../worker/protocol.ts'

export function FixDialog({
  gains: { gains, more },
  onApply,
  onClose,
}: {
  gains: GainsAnswer
  onApply: () => void
  onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={t`Apply a fix that changes access?`}
      confirmLabel={t`Apply fix`}
      tone="plain"
      onConfirm={onApply}
    >
      {gains.length === 0 ? (
        <p>{t`The policy grants no additional access.`}</p>
      ) : (
        <>
          <p>{t`With this fix, the policy also allows:`}</p>
          <ul className={shortList['short']}>
            {gains.map(({ path, capabilities }) => (
              <li key={path}>
                <code>{path}</code> {capabilities.length === 0 ? t`other conditions` : capabilities.join(', ')}
              </li>
            ))}
            {more > 0 && (
              <li>
                <Plural value={more} one="and # more" other="and # more" />
              </li>
            )}
          </ul>
        </>
      )}
      <p>
        <Trans>The fix changes only the text. Nothing is saved yet.</Trans>
      </p>
    </ConfirmDialog>
  )
}
