/** The keys of a secret with their values behind dots, each fetched when it is asked for. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { Field, Secret } from '../../../electron/contract/kv.ts'
import { bridge } from '../../lib/bridge.ts'
import { CallFailed, valueOf } from '../../lib/call.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { Table, type TableColumn } from '../../ui/Table.tsx'
import { copyValue } from './clipboard.ts'
import { textOfJson } from './json.ts'
import { apiName } from './names.ts'
import { Problem } from './Problem.tsx'
import styles from './SecretTable.module.css'
import { useCopiedNotice } from './useCopiedNotice.ts'
import { useTypeNames } from './useTypeNames.ts'

/** How many keys stand in the table at once; a filter finds the others. */
const most = 200

export function SecretTable({ profileId, secret }: { profileId: string; secret: Secret }) {
  const { t, i18n } = useLingui()
  const sayCopied = useCopiedNotice()
  // SECURITY: what was asked for, for as long as this secret is on the page; nowhere else.
  const [shown, setShown] = useState<ReadonlyMap<string, string>>(new Map())
  const [problem, setProblem] = useState<unknown>(null)
  const [filter, setFilter] = useState('')
  const [limit, setLimit] = useState(most)
  const { mount, path, version, fields } = secret

  const fetchValues = (keys?: readonly string[]) =>
    valueOf(
      bridge.kv.reveal({
        at: { profileId, mount, path },
        ...(version !== undefined && { version }),
        ...(keys !== undefined && { keys: [...keys] }),
      }),
    )

  async function reveal(keys?: readonly string[]): Promise<void> {
    try {
      const { entries } = await fetchValues(keys)
      setProblem(null)
      setShown((before) => new Map([...before, ...entries.map(({ key, json }) => [key, textOfJson(json)] as const)]))
    } catch (thrown) {
      setProblem(thrown)
    }
  }

  async function copy(key: string): Promise<boolean> {
    try {
      await copyValue({ at: { profileId, mount, path }, version, key })
      sayCopied(key)
      return true
    } catch (thrown) {
      // A browser that does not let the page copy says so by itself.
      if (thrown instanceof CallFailed) setProblem(thrown)
      return false
    }
  }

  const hide = (key: string) => setShown((before) => new Map([...before].filter(([each]) => each !== key)))
  const wanted = filter.toLocaleLowerCase()
  const found = fields.filter(({ key }) => key.toLocaleLowerCase().includes(wanted))
  const columns = useColumns({ shown, reveal: (key) => reveal([key]), hide, copy })
  const allShown = fields.length > 0 && fields.every(({ key }) => shown.has(key))

  return (
    <div className={styles['table']}>
      <div className={styles['tools']}>
        {fields.length > 8 && <SearchField label={t`Filter keys`} value={filter} onChange={setFilter} />}
        <span className={styles['count']}>
          <Plural value={fields.length} one="# key" other="# keys" />
        </span>
        {fields.length > 0 && (
          <Button
            size="small"
            variant="quiet"
            icon={allShown ? <EyeOff size={14} /> : <Eye size={14} />}
            onPress={() => (allShown ? setShown(new Map()) : void reveal())}
          >
            {allShown ? t`Hide all values` : t`Show all values`}
          </Button>
        )}
      </div>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'read', path: apiName(secret, secret.kvVersion) }}
          onRetry={() => setProblem(null)}
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
    </div>
  )
}

interface ValueActions {
  readonly shown: ReadonlyMap<string, string>
  readonly reveal: (key: string) => Promise<void>
  readonly hide: (key: string) => void
  readonly copy: (key: string) => Promise<boolean>
}

function useColumns({ shown, reveal, hide, copy }: ValueActions): readonly TableColumn<Field>[] {
  const { t } = useLingui()
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
      cell: ({ key }) => (
        <SecretField
          label={key}
          value={shown.get(key) ?? null}
          onReveal={async () => {
            await reveal(key)
            return null
          }}
          onHide={() => hide(key)}
          onCopy={() => copy(key)}
        />
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
