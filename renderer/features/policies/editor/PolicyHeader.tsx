/** A policy's name and the actions on it; the buttons that review and save it. */
import { useLingui } from '@lingui/react/macro'
import { Ellipsis } from 'lucide-react'
import { memo, useRef, useState } from 'react'
import type { PolicyExtras } from '../../../../electron/contract/policies.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { download } from '../../../lib/download.ts'
import { useTidiedWords } from '../../../components/TidiedNote.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { DeletePolicy } from '../list/DeletePolicy.tsx'
import styles from './PolicyHeader.module.css'
import { largestFile, readPolicyFile } from '../transfer/policyFiles.ts'

export interface PolicyHeaderProps {
  readonly profileId: string
  readonly name: string | null
  /** The server has a policy of this name. */
  readonly isStored: boolean
  readonly textNow: () => string
  readonly extras: PolicyExtras | null
  readonly isMine: boolean
  readonly isReview: boolean
  readonly isSaving: boolean
  /** The server would refuse the text. */
  readonly isRefused: boolean
  readonly disabledReason: string | undefined
  readonly onReview: () => void
  readonly onBack: () => void
  readonly onSave: () => void
  readonly onFormat: () => void
  readonly onImport: (text: string) => void
}

export const PolicyHeader = memo(function PolicyHeader(props: PolicyHeaderProps) {
  const { t } = useLingui()
  const { name, extras, isMine, isReview, isSaving, isRefused, disabledReason } = props
  return (
    <header className={styles['header']}>
      <h2 className={styles['title']}>{name ?? t`New policy`}</h2>
      {isMine && <Badge tone="warn">{t`yours`}</Badge>}
      {extras !== null && <Badge mono>{t`v${extras.version}`}</Badge>}
      {extras !== null && extras.expiration !== null && <Badge tone="warn">{t`expires ${extras.expiration}`}</Badge>}
      <span className={styles['space']} />
      {isReview ? (
        <>
          <Button onPress={props.onBack}>{t`Back to the text`}</Button>
          <Button variant="primary" isPending={isSaving} onPress={props.onSave} autoFocus>
            {isRefused ? t`Save anyway` : t`Save policy`}
          </Button>
        </>
      ) : (
        <Button variant="primary" disabledReason={disabledReason} onPress={props.onReview}>
          {t`Review changes`}
        </Button>
      )}
      {!isReview && <More {...props} />}
    </header>
  )
})

function More({ profileId, name, isStored, textNow, isMine, onFormat, onImport }: PolicyHeaderProps) {
  const { t, i18n } = useLingui()
  const tellTidied = useTidiedWords()
  const file = useRef<HTMLInputElement>(null)
  const [isDeleting, setDeleting] = useState(false)

  async function take(chosen: File): Promise<void> {
    const [size, limit] = [i18n.number(Math.ceil(chosen.size / 1024)), i18n.number(largestFile / 1024)]
    const read = await readPolicyFile(chosen).catch(() => undefined)
    if (read === undefined) {
      showToast({ title: t`${chosen.name} can't be read as text.`, tone: 'danger' })
    } else if (read === null) {
      showToast({ title: t`${chosen.name} has ${size} KiB. At most ${limit} KiB can be imported.`, tone: 'danger' })
    } else {
      onImport(read.text)
      if (read.tidied.length > 0) showToast({ title: tellTidied(read.tidied), tone: 'ok' })
    }
  }
  async function save(): Promise<void> {
    const answer = await valueOf(bridge.policies.exportText({ profileId, name: name ?? 'policy', text: textNow() }))
    if (answer.how === 'download') download(answer.name, new Blob([answer.content], { type: 'text/plain' }))
    else if (answer.how === 'written') showToast({ title: t`Written to ${answer.path}`, tone: 'ok' })
  }

  return (
    <>
      <Menu
        label={t`More actions`}
        placement="bottom end"
        trigger={
          <IconButton label={t`More actions`} variant="bordered">
            <Ellipsis size={16} />
          </IconButton>
        }
        groups={[
          {
            items: [
              {
                id: 'format',
                label: t({ message: 'Format', context: 'Verb' }),
                shortcut: 'Shift+Alt+F',
                onAction: onFormat,
              },
              { id: 'import', label: t`Load text from file…`, onAction: () => file.current?.click() },
              { id: 'export', label: t`Save text as file…`, onAction: () => void save() },
            ],
          },
          {
            items:
              name === null || !isStored
                ? []
                : [
                    {
                      id: 'delete',
                      label: t`Delete policy…`,
                      isDanger: true,
                      ...(name === 'default' && {
                        isDisabled: true,
                        description: t`default can't be deleted. Every token can have it.`,
                      }),
                      onAction: () => setDeleting(true),
                    },
                  ],
          },
        ]}
      />
      <input
        ref={file}
        type="file"
        hidden
        aria-label={t`Load text from file…`}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0]
          currentTarget.value = ''
          if (chosen !== undefined) void take(chosen)
        }}
      />
      {isDeleting && name !== null && (
        <DeletePolicy profileId={profileId} name={name} isMine={isMine} onClose={() => setDeleting(false)} />
      )}
    </>
  )
}
