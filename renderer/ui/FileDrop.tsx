import { Upload } from 'lucide-react'
import type { ReactNode } from 'react'
import { DropZone, type DropZoneProps, FileTrigger } from 'react-aria-components'
import { Button } from './Button.tsx'
import { classNames } from './classNames.ts'
import styles from './FileDrop.module.css'

export type FileDropProps = {
  /** The button's label: `Choose cluster-keys.json`. */
  readonly label: string
  /** Next to the button: `or drop it here`. */
  readonly hint?: ReactNode
  /** Extensions or media types: `['.json', 'application/json']`. A dropped file of another kind is passed on too. */
  readonly accept?: readonly string[]
  readonly allowsMultiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
  readonly isDisabled?: boolean
  /** Files are held over the page, which takes them at any position. */
  readonly isAwaiting?: boolean
}

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0]

/** Takes files by a button, by a drop, and by paste with the keyboard. The files stay on this computer. */
export function FileDrop({
  label,
  hint,
  accept,
  allowsMultiple = false,
  onFiles,
  isDisabled = false,
  isAwaiting = false,
}: FileDropProps) {
  async function drop(event: DropEvent) {
    const files = await Promise.all(event.items.filter((item) => item.kind === 'file').map((item) => item.getFile()))
    if (files.length > 0) onFiles(allowsMultiple ? files : files.slice(0, 1))
  }

  return (
    <DropZone
      className={classNames(styles['zone'])}
      aria-label={label}
      isDisabled={isDisabled}
      data-awaiting={isAwaiting || undefined}
      onDrop={(event) => void drop(event)}
      getDropOperation={() => 'copy'}
    >
      <FileTrigger
        {...(accept !== undefined && { acceptedFileTypes: accept })}
        allowsMultiple={allowsMultiple}
        onSelect={(list) => {
          if (list !== null && list.length > 0) onFiles([...list])
        }}
      >
        <Button size="small" icon={<Upload size={14} />} isDisabled={isDisabled}>
          {label}
        </Button>
      </FileTrigger>
      {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
    </DropZone>
  )
}
