/** Other ways to set a value than typing it: generated at random, or read from a file. */
import { useLingui } from '@lingui/react/macro'
import { MoreHorizontal } from 'lucide-react'
import { type ChangeEvent, useRef, useState } from 'react'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { base64Of, largestFile, textOfBytes } from '../shared/base64.ts'
import { GenerateDialog } from './GenerateDialog.tsx'

export function ValueMenu({
  profileId,
  name,
  onText,
}: {
  profileId: string
  name: string
  /** A text that becomes the value. */
  onText: (text: string) => void
}) {
  const { t, i18n } = useLingui()
  const [isGenerating, setGenerating] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const wanted = useRef<'text' | 'base64'>('text')
  const choose = (as: 'text' | 'base64') => {
    wanted.current = as
    input.current?.click()
  }

  async function read({ currentTarget: field }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = field.files?.[0]
    field.value = ''
    if (file === undefined) return
    if (file.size > largestFile) {
      const [size, limit] = [i18n.number(Math.ceil(file.size / 1024)), i18n.number(largestFile / 1024)]
      showToast({
        title: t`${file.name} has ${size} KiB. A file for a value can have at most ${limit} KiB.`,
        tone: 'danger',
      })
      return
    }
    const bytes = new Uint8Array(await file.arrayBuffer())
    const text = wanted.current === 'text' ? textOfBytes(bytes) : base64Of(bytes)
    if (text === null) {
      showToast({ title: t`${file.name} isn't a text file. Read it as base64 instead.`, tone: 'danger' })
    } else onText(text)
  }

  return (
    <>
      <Menu
        label={t`More actions for ${name}`}
        placement="bottom end"
        trigger={
          <IconButton label={t`More actions for ${name}`}>
            <MoreHorizontal size={16} />
          </IconButton>
        }
        groups={[
          { items: [{ id: 'generate', label: t`Generate value…`, onAction: () => setGenerating(true) }] },
          {
            items: [
              { id: 'text', label: t`Read a text file…`, onAction: () => choose('text') },
              {
                id: 'base64',
                label: t`Read any file as base64…`,
                description: t`At most ${i18n.number(largestFile / 1024)} KiB`,
                onAction: () => choose('base64'),
              },
            ],
          },
        ]}
      />
      <input ref={input} type="file" hidden aria-label={t`File for ${name}`} onChange={(event) => void read(event)} />
      {isGenerating && (
        <GenerateDialog
          profileId={profileId}
          name={name}
          onClose={() => setGenerating(false)}
          onTake={(text) => {
            setGenerating(false)
            onText(text)
          }}
        />
      )}
    </>
  )
}
