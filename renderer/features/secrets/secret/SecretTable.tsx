/** The keys of a secret with their values behind dots, each fetched when it is asked for. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff, Maximize2 } from 'lucide-react'
import { useState } from 'react'
import type { Field, Secret } from '../../../../electron/contract/kv.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import { Table, type TableColumn } from '../../../ui/Table.tsx'
import { CopyAs } from './CopyAs.tsx'
import { apiName } from '../names.ts'
import { Problem } from '../../../ui/Problem.tsx'
import styles from './SecretTable.module.css'
import { useCopiedNotice } from './useCopiedNotice.ts'
import { useTypeNames } from '../useTypeNames.ts'
import { useValues, type Values } from './useValues.ts'
import { ValueViewer } from './ValueViewer.tsx'

/** How many keys stand in the table at once; a filter finds the others. */
const most = 200
/** Characters of a value that the table draws; the viewer draws all. */
const mostSigns = 4000

export function SecretTable({ profileId, secret }: { profileId: string; secret: Secret }) {
  const { t, i18n } = useLingui()
  const values = useValues(profileId, secret)
  const [viewed, setViewed] = useState<{ field: Field; text: string } | null>(null)
  const [viewProblem, setViewProblem] = useState<unknown>(null)
  const [filter, setFilter] = useState('')
  const [limit, setLimit] = useState(most)
  const { fields } = secret
  const { shown } = values
  const sayCopied = useCopiedNotice()
  const copy = async (key: string) => {
    const isCopied = await values.copy(key)
    if (isCopied) sayCopied(key)
    return isCopied
  }
  const open = async (field: Field) => {
    const text = await values.fetchOne(field.key)
    if (text !== null) setViewed({ field, text })
  }

  const wanted = filter.toLocaleLowerCase()
  const found = fields.filter(({ key }) => key.toLocaleLowerCase().includes(wanted))
  const columns = useColumns(values, copy, open)
  const allShown = fields.length > 0 && fields.every(({ key }) => shown.has(key))
  const problem = values.problem ?? viewProblem

  return (
    <div className={styles['table']}>
      <div className={styles['tools']}>
        {fields.length > 8 && <SearchField label={t`Filter keys`} value={filter} onChange={setFilter} />}
        <span className={styles['count']}>
          {filter === '' ? (
            <Plural value={fields.length} one="# key" other="# keys" />
          ) : (
            <Trans>
              {i18n.number(found.length)} of {i18n.number(fields.length)}
            </Trans>
          )}
        </span>
        {fields.length > 0 && (
          <>
            <CopyAs values={values} />
            <Button
              size="small"
              variant="quiet"
              icon={allShown ? <EyeOff size={14} /> : <Eye size={14} />}
              onPress={() => (allShown ? values.hideAll() : void values.reveal())}
            >
              {allShown ? t`Hide all values` : t`Show all values`}
            </Button>
          </>
        )}
      </div>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'read', path: apiName(secret, secret.kvVersion) }}
          onRetry={() => {
            values.forgetProblem()
            setViewProblem(null)
          }}
        />
      )}
      <Table
        label={t`Keys and values`}
        items={found.slice(0, limit)}
        getId={({ key }) => key}
        empty={fields.length === 0 ? t`This secret holds no keys.` : t`No key here holds “${filter}”`}
        columns={columns}
      />
      {found.length > limit && (
        <Button variant="quiet" onPress={() => setLimit(limit + most)}>
          <Trans>Show more of {i18n.number(found.length)} keys</Trans>
        </Button>
      )}
      {viewed !== null && (
        <ValueViewer
          profileId={profileId}
          secret={secret}
          name={viewed.field.key}
          type={viewed.field.type}
          text={viewed.text}
          onCopy={() => copy(viewed.field.key)}
          onClose={() => setViewed(null)}
          onProblem={setViewProblem}
        />
      )}
    </div>
  )
}

function useColumns(
  { shown, reveal, hide }: Values,
  copy: (key: string) => Promise<boolean>,
  open: (field: Field) => Promise<void>,
): readonly TableColumn<Field>[] {
  const { t, i18n } = useLingui()
  /** A value of a megabyte would hold the page up. */
  const cut = (text: string | undefined) => {
    if (text === undefined || text.length <= mostSigns) return text ?? null
    const length = i18n.number(text.length)
    return `${text.slice(0, mostSigns)}\n${t`… ${length} characters, open it to see all`}`
  }
  return [
    {
      id: 'key',
      title: t`Key`,
      isRowHeader: true,
      width: '30%',
      cell: ({ key }) => <code className={styles['key']}>{key}</code>,
    },
    {
      id: 'value',
      title: t`Value`,
      cell: (field) => (
        <span className={styles['value']}>
          <SecretField
            label={field.key}
            value={cut(shown.get(field.key))}
            onReveal={async () => {
              await reveal([field.key])
              return null
            }}
            onHide={() => hide(field.key)}
            onCopy={() => copy(field.key)}
          />
          <IconButton label={t`Open ${field.key}`} size="small" onPress={() => void open(field)}>
            <Maximize2 size={16} />
          </IconButton>
        </span>
      ),
    },
    { id: 'type', title: t`Type`, width: '110px', cell: (field) => <TypeOf field={field} /> },
  ]
}

function TypeOf({ field }: { field: Field }) {
  const names = useTypeNames()
  if (field.type === 'string') {
    return (
      <span className={styles['quiet']}>
        {field.lines > 1 ? <Plural value={field.lines} one="# line" other="# lines" /> : names.string}
      </span>
    )
  }
  return <Badge>{names[field.type]}</Badge>
}
