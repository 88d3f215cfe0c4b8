/** Programs and files that kubeconfigs may use, because the person allowed them once. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import type { AllowedItem } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { formatDate } from '../../lib/format.ts'
import { allowedItems } from '../../lib/queries/custody.ts'
import { useAct } from '../../lib/useAct.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Table, type TableColumn } from '../../ui/Table.tsx'
import styles from './AllowedSection.module.css'
import sections from './shared/sections.module.css'

export function AllowedSection() {
  const { t } = useLingui()
  const { data: items = [], error } = useQuery(allowedItems)
  const forget = useAct((id: string) => valueOf(bridge.custody.forgetAllowed({ id })), { overlaps: true })
  const columns = useColumns((id) => void forget.start(id))
  if (error !== null) return <CallProblem problem={error} />
  if (items.length === 0) return null
  return (
    <section className={sections['section']} aria-labelledby="allowed-title">
      <h2 id="allowed-title" className={sections['heading']}>
        <Trans>Allowed programs and files</Trans>
      </h2>
      <p className={sections['quiet']}>
        <Trans>Kubeconfigs can use these without asking again. After you remove one, Strongroom asks again.</Trans>
      </p>
      <Table
        label={t`Allowed programs and files`}
        items={items}
        getId={({ id }: AllowedItem) => id}
        columns={columns}
      />
      {forget.problem !== null && <CallProblem problem={forget.problem} />}
    </section>
  )
}

function useColumns(onForget: (id: string) => void): readonly TableColumn<AllowedItem>[] {
  const { t, i18n } = useLingui()
  return [
    {
      id: 'what',
      title: t`Program or files`,
      isRowHeader: true,
      cell: ({ what, place }) => <What lines={what} place={place} />,
    },
    { id: 'server', title: t`API server`, cell: ({ destination }) => <Quiet>{destination}</Quiet> },
    {
      id: 'allowedAt',
      title: t`Allowed on`,
      width: '150px',
      cell: ({ allowedAt }) => <Quiet>{formatDate(new Date(allowedAt), i18n.locale)}</Quiet>,
    },
    {
      id: 'actions',
      title: t`Actions`,
      align: 'end',
      width: '92px',
      cell: ({ id, what }) => <Remove what={what.join(', ')} onRemove={() => onForget(id)} />,
    },
  ]
}

function Quiet({ children }: { readonly children: string }) {
  return <span className={sections['quiet']}>{children}</span>
}

function What({ lines, place }: { readonly lines: readonly string[]; readonly place: string }) {
  return (
    <span className={styles['allowed']}>
      {lines.map((line) => (
        <code key={line}>{line}</code>
      ))}
      <Quiet>{place}</Quiet>
    </span>
  )
}

function Remove({ what, onRemove }: { readonly what: string; readonly onRemove: () => void }) {
  const { t } = useLingui()
  return (
    <IconButton label={t`Remove ${what}`} size="small" onPress={onRemove}>
      <Trash2 size={16} />
    </IconButton>
  )
}
