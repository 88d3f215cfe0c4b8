import { useLingui } from '@lingui/react/macro'
import { Eye, Trash2 } from 'lucide-react'
import type { HeldForConnection, HeldItem } from '../../../electron/contract/custody.ts'
import { formatDate } from '../../lib/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { TableColumn } from '../../ui/Table.tsx'
import sections from './shared/sections.module.css'
import styles from './useHeldColumns.module.css'
import type { HeldRow } from './heldItems.ts'
import { useHeldName } from './useHeldName.ts'

type Ask = (what: 'show' | 'remove', item: HeldItem) => void

/** The columns for what is stored of a connection, with the actions on each item. */
export function useHeldColumns(
  connection: string,
  held: HeldForConnection,
  onAsk: Ask,
): readonly TableColumn<HeldRow>[] {
  const { t } = useLingui()
  const nameOf = useHeldName(held)
  return [
    {
      id: 'item',
      title: t`Credential`,
      isRowHeader: true,
      cell: ({ item, note }) => (
        <>
          {nameOf(item)} {note !== undefined && <span className={sections['quiet']}>{t`for ${note}`}</span>}
        </>
      ),
    },
    {
      id: 'kept',
      title: t`Added on`,
      width: '190px',
      cell: ({ keptAt }) => <When at={keptAt} none={t`not recorded`} />,
    },
    { id: 'used', title: t`Last used`, width: '190px', cell: ({ usedAt }) => <When at={usedAt} none={t`never`} /> },
    {
      id: 'actions',
      title: t`Actions`,
      align: 'end',
      width: '92px',
      cell: ({ item }) => <Ways what={nameOf(item)} connection={connection} onAsk={(what) => onAsk(what, item)} />,
    },
  ]
}

function When({ at, none }: { at: string | null; none: string }) {
  const { i18n } = useLingui()
  return <span className={sections['quiet']}>{at === null ? none : formatDate(new Date(at), i18n.locale)}</span>
}

interface WaysProps {
  readonly what: string
  readonly connection: string
  readonly onAsk: (what: 'show' | 'remove') => void
}

function Ways({ what, connection, onAsk }: WaysProps) {
  const { t } = useLingui()
  return (
    <span className={styles['ways']}>
      <IconButton label={t`Show ${what} (${connection})`} size="small" onPress={() => onAsk('show')}>
        <Eye size={16} />
      </IconButton>
      <IconButton label={t`Remove ${what} (${connection})`} size="small" onPress={() => onAsk('remove')}>
        <Trash2 size={16} />
      </IconButton>
    </span>
  )
}
