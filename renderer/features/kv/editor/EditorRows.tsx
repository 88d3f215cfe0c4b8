/** The rows of the editor: those that someone else changed, too, come first. */
import { comparable } from '../../../lib/search.ts'
import { Plural, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff, FileInput, Plus } from 'lucide-react'
import { type ClipboardEvent, type ComponentType, useCallback, useDeferredValue, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { ConflictRow } from './ConflictRow.tsx'
import styles from './EditorRows.module.css'
import tools from './shared/tools.module.css'
import { EditorRow } from './EditorRow.tsx'
import type { ImportDialogProps } from './ImportDialog.tsx'
import { type KvVersion, shownKey } from '../shared/names.ts'
import { looksLikeBlock } from './pasted.ts'
import { entriesOf, type Row } from './rows.ts'
import type { Editing } from './useEditing.ts'

/** How many rows are on the page at once; a filter finds the others. */
const maxCount = 100
/** The limit while a filter is typed, so that the next letter does not wait for the rows. */
const maxFound = 25

export function EditorRows({
  profileId,
  editing,
  kvVersion,
  wasTried,
  hasFocusAtFirst,
}: {
  profileId: string
  editing: Editing
  kvVersion: KvVersion
  /** Whether a save was tried. Until then an unfinished row is not marked as wrong. */
  wasTried: boolean
  hasFocusAtFirst: boolean
}) {
  const { t } = useLingui()
  const { draft, problems, conflicts, changeRow, dropRow } = editing
  const { rows } = draft
  const [allShown, setAllShown] = useState(false)
  const [filter, setFilter] = useState('')
  const [more, setMore] = useState(0)
  const [addedId, setAddedId] = useState<number | null>(null)
  const [importing, setImporting] = useState<{ text: string; ImportDialog: ComponentType<ImportDialogProps> } | null>(
    null,
  )
  const openImport = useCallback(async (text: string) => {
    const { ImportDialog } = await import('./ImportDialog.tsx')
    setImporting({ text, ImportDialog })
  }, [])
  const pasteKey = useCallback(
    (event: ClipboardEvent<HTMLInputElement>) => {
      const text = event.clipboardData.getData('text/plain')
      if (!looksLikeBlock(text)) return
      event.preventDefault()
      void openImport(text)
    },
    [openImport],
  )
  // The field shows a letter at once; the rows follow when the browser has time.
  const typed = useDeferredValue(filter)
  const wanted = comparable(typed)
  const limit = (wanted === '' ? maxCount : maxFound) + more
  // By its old name, too, and a new row always: a row must not disappear while the person types in it.
  const isFound = ({ key, original }: Row) =>
    original === null || [original.key, key].some((name) => comparable(shownKey(name)).includes(wanted))
  const found = rows.filter((row) => row.conflict === undefined && (isFound(row) || problems.has(row.id)))
  const shared = (row: Row) => ({
    row,
    problem: wasTried || problems.get(row.id) !== 'key-missing' ? problems.get(row.id) : undefined,
    isShown: allShown,
    profileId,
    kvVersion,
    onPasteKey: pasteKey,
    onChange: changeRow,
    onDrop: dropRow,
  })
  const changeFilter = (text: string) => {
    setFilter(text)
    setMore(0)
  }
  const add = () => {
    changeFilter('')
    setAddedId(editing.addRow())
  }

  return (
    <>
      {conflicts.length > 0 && (
        <ul className={styles['conflicts']} aria-label={t`Changed on both sides`}>
          {conflicts.map((row) => (
            <ConflictRow key={row.id} {...shared(row)} />
          ))}
        </ul>
      )}
      <div className={tools['tools']}>
        <span className={tools['subtitle']}>
          <Plural value={rows.length} one="# key" other="# keys" />
        </span>
        {rows.length > 8 && (
          <SearchField label={t`Filter keys`} value={filter} onChange={changeFilter} onSubmit={() => {}} />
        )}
        {rows.some((row) => row.original !== null) && (
          <Button
            size="small"
            variant="quiet"
            icon={allShown ? <EyeOff size={14} /> : <Eye size={14} />}
            onPress={() => setAllShown(!allShown)}
          >
            {allShown ? t`Hide unchanged values` : t`Show all values`}
          </Button>
        )}
      </div>
      <ul>
        {found
          .filter((row, index) => index < limit || row.original === null || problems.has(row.id))
          .map((row, index) => (
            <EditorRow
              key={row.id}
              {...shared(row)}
              hasFocusAtFirst={row.id === addedId || (hasFocusAtFirst && index === 0 && filter === '')}
            />
          ))}
      </ul>
      <div className={tools['tools']}>
        <Button size="small" icon={<Plus size={14} />} onPress={add}>
          {t`Add a key`}
        </Button>
        <Button size="small" icon={<FileInput size={14} />} onPress={() => void openImport('')}>
          {t`Import…`}
        </Button>
        {found.length > limit && (
          <Button size="small" variant="quiet" onPress={() => setMore(more + maxCount)}>
            <Plural value={found.length} one="Show more (# key)" other="Show more (# keys)" />
          </Button>
        )}
      </div>
      {importing !== null && (
        <importing.ImportDialog
          current={entriesOf(rows)}
          text={importing.text}
          onClose={() => setImporting(null)}
          onTake={(entries) => {
            setImporting(null)
            editing.setEntries(entries)
          }}
        />
      )}
    </>
  )
}
