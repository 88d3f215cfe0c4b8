import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { copySecret } from '../../../lib/copySecret.ts'
import { appState } from '../../../lib/queries/app.ts'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { decryptCommand } from '../initialize/pgpMessage.ts'
import forms from '../shared/forms.module.css'

/** The maximum number of commands that are shown. */
const maxShown = 10

/** Shows how the holder of an encrypted share gets the share: with a command, where their private key is. */
export function DecryptCommand({ messages }: { messages: readonly string[] }) {
  const { t } = useLingui()
  const { data: app } = useQuery(appState)
  const platform = app?.platform ?? 'linux'
  return (
    <div className={forms['form']}>
      <p>
        <Trans>
          The holder runs this command on the computer with their private key and submits the output. Strongroom never
          sees the private key.
        </Trans>
      </p>
      {messages.slice(0, maxShown).map((message, index) => {
        const number = index + 1
        const command = decryptCommand(message, platform)
        return (
          <CodeBlock
            key={message}
            label={messages.length === 1 ? t`Command to decrypt the share` : t`Command to decrypt share ${number}`}
            copyLabel={messages.length === 1 ? t`Copy command` : t`Copy command for share ${number}`}
            onCopy={() => copySecret(Promise.resolve(command))}
          >
            {command}
          </CodeBlock>
        )
      })}
    </div>
  )
}
