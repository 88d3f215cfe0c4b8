import { useLingui } from '@lingui/react/macro'
import { ChevronDown, ChevronUp, Info, Minus, OctagonAlert, SquareCheck, Square, TriangleAlert } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { CallError } from '../../../../electron/contract/result.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { VirtualList, type VirtualListHandle } from '../../../ui/VirtualList.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import type { Remark } from './roleLint.ts'
import { type RoleColumn, roleColumns, type RoleOrder, type RoleRow } from './roleRows.ts'
import styles from './RoleTable.module.css'
import { ttlOfSeconds } from './ttl.ts'
import { useRemarkWords } from './useRemarkWords.ts'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface RoleTableProps {
  readonly rows: readonly RoleRow[]
  readonly order: RoleOrder
  readonly onOrder: (order: RoleOrder) => void
  /** Null: a press opens a role; otherwise it selects one. */
  readonly chosen: ReadonlySet<string> | null
  readonly search: string
  readonly onOpen: (name: string) => void
  readonly onDelete: (name: string) => void
  readonly ref?: Ref<VirtualListHandle>
}

/** The roles in columns. Its head sorts. */
export function RoleTable({ rows, order, onOrder, chosen, search, onOpen, onDelete, ref }: RoleTableProps) {
  const { t } = useLingui()
  const titles: Readonly<Record<RoleColumn, string>> = {
    name: t`Role`,
    accounts: t`Service accounts`,
    namespaces: t`Namespaces`,
    policies: t`Policies`,
    ttl: t`TTL`,
    audience: t`Audience`,
  }
  return (
    <div className={styles['table']}>
      <div className={styles['heads']} data-choosing={chosen !== null || undefined}>
        {roleColumns.map((column) => {
          const isCurrent = order.column === column
          return (
            <AriaButton
              key={column}
              className={styles['head'] ?? ''}
              data-column={column}
              onPress={() => onOrder({ column, isDescending: isCurrent && !order.isDescending })}
            >
              {titles[column]}
              {isCurrent && (order.isDescending ? <ChevronDown size={12} /> : <ChevronUp size={12} />)}
              {isCurrent && (
                <VisuallyHidden>{order.isDescending ? t`sorted descending` : t`sorted ascending`}</VisuallyHidden>
              )}
            </AriaButton>
          )
        })}
      </div>
      <div className={styles['rows']}>
        <VirtualList
          {...(ref !== undefined && { ref })}
          label={t`Roles`}
          items={rows}
          getKey={nameOf}
          getText={nameOf}
          {...(chosen !== null && { selectedKeys: chosen })}
          renderItem={(row) => <Row row={row} isChosen={chosen === null ? null : chosen.has(row.name)} />}
          onOpen={(row) => onOpen(row.name)}
          onKey={(event, row) => {
            if (event.key === 'Delete') onDelete(row.name)
          }}
          empty={<EmptyState title={t`No roles match “${search}”`} />}
        />
      </div>
    </div>
  )
}

const nameOf = ({ name }: RoleRow): string => name

function Row({ row, isChosen }: { row: RoleRow; isChosen: boolean | null }) {
  const { t } = useLingui()
  const { role, error } = row
  return (
    <span className={styles['row']} data-choosing={isChosen !== null || undefined}>
      {isChosen !== null && (
        <span className={styles['tick']} aria-hidden="true">
          {role === null ? <Minus size={14} /> : isChosen ? <SquareCheck size={14} /> : <Square size={14} />}
        </span>
      )}
      <span className={styles['name']} title={visibleText(row.name)}>
        <span className={styles['cut']}>
          <ExactText text={row.name} />
        </span>
        <Marks remarks={row.remarks} />
      </span>
      {error !== null && <Unread error={error} />}
      {role !== null && (
        <>
          <Cell>{role.settings.serviceAccounts.join(', ')}</Cell>
          <Cell>
            {role.settings.namespaces.join(', ')}
            {role.settings.namespaceSelector !== '' && (
              <span className={styles['quiet']}>
                {role.settings.namespaces.length > 0 && ' + '}
                {t`selector`}
              </span>
            )}
          </Cell>
          <Cell>{role.settings.policies.join(', ')}</Cell>
          <span className={styles['ttl']}>{ttlOfSeconds(role.settings.ttl) || '—'}</span>
          <Cell>{role.settings.audience}</Cell>
        </>
      )}
    </span>
  )
}

/** Why a role is not shown. */
function Unread({ error: { code } }: { error: CallError }) {
  const { t } = useLingui()
  return (
    <span className={styles['denied']}>
      {code === 'permission-denied'
        ? t`not readable`
        : code === 'canceled'
          ? t`not requested: too many other roles aren't readable`
          : t`couldn't be read`}
    </span>
  )
}

function Cell({ children }: { children: ReactNode }) {
  return (
    <span className={styles['cut']} title={typeof children === 'string' ? children : undefined}>
      {children}
    </span>
  )
}

/** The most severe warnings as icons with their texts. */
function Marks({ remarks }: { remarks: readonly Remark[] }) {
  const wordsOf = useRemarkWords()
  return remarks
    .filter(({ tone }, index) => tone !== 'info' || index === 0)
    .slice(0, 3)
    .map((remark) => {
      const { short, long } = wordsOf(remark)
      return (
        <span key={remark.code} className={styles['mark']} data-tone={remark.tone} title={`${short}: ${long}`}>
          {remark.tone === 'danger' ? (
            <OctagonAlert size={13} aria-hidden="true" />
          ) : remark.tone === 'warn' ? (
            <TriangleAlert size={13} aria-hidden="true" />
          ) : (
            <Info size={13} aria-hidden="true" />
          )}
          <VisuallyHidden>{short}</VisuallyHidden>
        </span>
      )
    })
}
