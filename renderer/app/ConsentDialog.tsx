/** Shows where a question waits for the person, outside this page, and offers to withdraw it. */
import { useLingui } from '@lingui/react/macro'
import type { OpenQuestion } from '../../electron/contract/consent.ts'
import { bridge } from '../lib/bridge.ts'
import { Button } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { Dialog } from '../ui/Dialog.tsx'

export interface ConsentDialogProps {
  readonly question: OpenQuestion
}

export function ConsentDialog({ question: { id, place, isTyped } }: ConsentDialogProps) {
  const { t } = useLingui()
  const withdraw = () => void bridge.consent.withdraw({ id })
  return (
    <Dialog
      title={t`Confirmation required`}
      isOpen
      isDismissable={false}
      onOpenChange={withdraw}
      footer={<Button onPress={withdraw}>{t`Cancel`}</Button>}
    >
      {place.where === 'terminal' && (
        <p>
          {isTyped
            ? t`Enter your passphrase in the terminal where Strongroom was started. The question there shows exactly what will happen.`
            : t`Answer the question in the terminal where Strongroom was started. The question shows exactly what will happen.`}
        </p>
      )}
      {place.where === 'page' && (
        <p>
          {isTyped
            ? t`Enter your passphrase on the page that Strongroom opened in your browser. The question there shows exactly what will happen.`
            : t`Answer the question on the page that Strongroom opened in your browser. The question shows exactly what will happen.`}
        </p>
      )}
      {(place.where === 'code' || place.where === 'page') && (
        <>
          <p>
            {place.where === 'page'
              ? t`If no page has opened, run this command in a terminal on the computer where Strongroom runs.`
              : isTyped
                ? t`Run this command in a terminal on the computer where Strongroom runs, and enter your passphrase there. The command shows exactly what will happen.`
                : t`Run this command in a terminal on the computer where Strongroom runs. The command shows exactly what will happen.`}
          </p>
          <CodeBlock
            label={t`Command`}
            copyLabel={t`Copy command`}
            onCopy={() => navigator.clipboard.writeText(place.command)}
          >
            {place.command}
          </CodeBlock>
        </>
      )}
    </Dialog>
  )
}
