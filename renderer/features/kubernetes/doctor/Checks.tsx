/** A token compared with a role: each condition with both values. */
import { useLingui } from '@lingui/react/macro'
import { Check, CircleHelp, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Condition } from '../../../../electron/contract/kubernetesDoctor.ts'
import { formatDate } from '../../../lib/format.ts'
import { Table, type TableColumn } from '../../../ui/Table.tsx'
import styles from './Checks.module.css'
import { conditionNames, conditionStates } from './tokenWords.ts'

const marks: Readonly<Record<Condition['state'], ReactNode>> = {
  met: <Check size={16} />,
  'not-met': <X size={16} />,
  unknown: <CircleHelp size={16} />,
  'not-asked': <Minus size={16} />,
}

/** Failed conditions come first. */
const order: readonly Condition['state'][] = ['not-met', 'met', 'unknown', 'not-asked']

export function Checks({ conditions }: { conditions: readonly Condition[] }) {
  const { t } = useLingui()
  const columns = useColumns()
  return (
    <Table
      label={t`Conditions of the role`}
      items={[...conditions].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))}
      getId={({ id }) => id}
      columns={columns}
    />
  )
}

function useColumns(): readonly TableColumn<Condition>[] {
  const { t } = useLingui()
  return [
    { id: 'name', title: t`Condition`, isRowHeader: true, width: '30%', cell: (one) => <Name condition={one} /> },
    { id: 'has', title: t`The token has`, width: '35%', cell: (one) => <Values of={one} list={one.has} /> },
    { id: 'wants', title: t`Role requires`, width: '35%', cell: (one) => <Values of={one} list={one.wants} /> },
  ]
}

function Name({ condition: { id, state } }: { condition: Condition }) {
  const { i18n } = useLingui()
  return (
    <span className={styles['name']} data-state={state}>
      <span className={styles['mark']} aria-hidden="true">
        {marks[state]}
      </span>
      <span>
        {i18n._(conditionNames[id])} <span className={styles['state']}>{i18n._(conditionStates[state])}</span>
      </span>
    </span>
  )
}

function Values({ of: { id }, list }: { of: Condition; list: readonly string[] }) {
  const { i18n } = useLingui()
  if (list.length === 0) return <span className={styles['nothing']}>–</span>
  const isTime = id === 'expiry' || id === 'notBefore' || id === 'issuedAt'
  return (
    <span className={styles['values']}>
      {list.map((value) => (
        <code key={value} className={styles['value']}>
          {isTime ? formatDate(new Date(value), i18n.locale) : value}
        </code>
      ))}
    </span>
  )
}
