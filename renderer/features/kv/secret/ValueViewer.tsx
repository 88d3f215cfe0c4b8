/** One value at its full size: with line numbers, long lines wrapped or not, and a button that saves it as a file. */
import { Plural, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { FieldType, Secret } from '../../../../electron/contract/kv.ts'
import { Button } from '../../../ui/Button.tsx'
import { CodeEditor } from '../../../ui/CodeEditor.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { looksLikeBase64 } from '../shared/base64.ts'
import { saveValue } from './saveValue.ts'

export function ValueViewer({
  profileId,
  secret,
  name,
  type,
  text,
  onCopy,
  onClose,
  onProblem,
}: {
  profileId: string
  secret: Secret
  name: string
  type: FieldType
  text: string
  onCopy: () => Promise<boolean>
  onClose: () => void
  onProblem: (problem: unknown) => void
}) {
  const { t } = useLingui()
  const [wraps, setWraps] = useState(false)
  const lines = text.split('\n').length
  const save = async (content: 'text' | 'decoded') => {
    try {
      await saveValue({ profileId, secret, key: name, content })
    } catch (thrown) {
      onClose()
      onProblem(thrown)
    }
  }
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="large"
      title={t`Value of ${name}`}
      footerNote={
        <>
          <Plural value={lines} one="# line" other="# lines" />,{' '}
          <Plural value={text.length} one="# character" other="# characters" />
        </>
      }
      footer={
        <>
          <Menu
            label={t`Save as a file`}
            trigger={<Button icon={<Download size={14} />}>{t`Save as a file`}</Button>}
            groups={[
              {
                items: [
                  { id: 'text', label: t`Text as shown`, onAction: () => void save('text') },
                  {
                    id: 'decoded',
                    label: t`Decoded file`,
                    isDisabled: !looksLikeBase64(text),
                    onAction: () => void save('decoded'),
                  },
                ],
              },
            ]}
          />
          <CopyButton look="words" label={t`Copy ${name}`} onCopy={onCopy} />
        </>
      }
    >
      <Switch isSelected={wraps} onChange={setWraps}>{t`Wrap long lines`}</Switch>
      <CodeEditor
        label={t`Value of ${name}`}
        value={text}
        language={type === 'object' || type === 'list' || /^\s*[[{]/.test(text) ? 'json' : 'text'}
        wraps={wraps}
      />
    </Dialog>
  )
}
