/** The names of a folder as a list of any length. */
import { useLingui } from '@lingui/react/macro'
import { FileKey, Folder } from 'lucide-react'
import { memo, type Ref } from 'react'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { VirtualList, type VirtualListHandle } from '../../../ui/VirtualList.tsx'
import styles from './FolderList.module.css'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface FolderListProps {
  readonly label: string
  readonly names: readonly string[]
  /** The text that they were filtered by; empty for none. */
  readonly filter: string
  readonly onOpen: (name: string) => void
  readonly onCursor?: (name: string) => void
  readonly onLeaveTop?: () => void
  readonly onEscape?: () => void
  readonly ref?: Ref<VirtualListHandle>
}

/** Renders again only when its names change: a keystroke in the filter renders the field first. */
export const FolderList = memo(function FolderList({
  label,
  names,
  filter,
  onOpen,
  onCursor,
  onLeaveTop,
  onEscape,
  ref,
}: FolderListProps) {
  const { t } = useLingui()
  return (
    <VirtualList
      {...(ref !== undefined && { ref })}
      label={label}
      items={names}
      getKey={identity}
      getText={identity}
      renderItem={(name) => <Name name={name} />}
      onOpen={onOpen}
      {...(onCursor !== undefined && { onCursor })}
      {...(onLeaveTop !== undefined && { onLeaveTop })}
      onKey={(event) => {
        if (event.key === 'Escape') onEscape?.()
      }}
      empty={<EmptyState title={t`No names match “${filter}”`} />}
    />
  )
})

const identity = (name: string) => name

function Name({ name }: { name: string }) {
  const isFolder = name.endsWith('/')
  return (
    <span className={styles['name']} data-folder={isFolder || undefined} title={visibleText(name, 'path')}>
      {isFolder ? <Folder size={14} aria-hidden="true" /> : <FileKey size={14} aria-hidden="true" />}
      <span>
        <ExactText text={name} kind="path" />
      </span>
    </span>
  )
}
