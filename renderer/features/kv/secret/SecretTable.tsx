/** The keys of a secret with their values masked, each fetched when the person asks for it. */
import { comparable } from '../../../lib/search.ts'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye, EyeOff, Maximize2 } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { Field, Secret } from '../../../../electron/contract/kv.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import { Table, type TableColumn } from '../../../ui/Table.tsx'
import { useSettled } from '../../../ui/useSettled.ts'
import { CopyAs } from './CopyAs.tsx'
import { apiName, shownKey } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import styles from './SecretTable.module.css'
import { useCopiedNotice } from './useCopiedNotice.ts'
import { useTypeNames } from '../shared/useTypeNames.ts'
import { useValues, type Values } from './useValues.ts'
import { ValueViewer } from './ValueViewer.tsx'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

/** How many keys are in the table at once; a filter finds the others. */
const maxCount = 200
/** The limit while a filter is typed, so that the next letter does not wait for the table. */
const maxFound = 25
/** Characters of a value that the table draws; the viewer draws all. */
const maxSigns = 4000

interface KeyActions {
  readonly reveal: (key: string) => Promise<void>
  readonly hide: (key: string) => void
  readonly copy: (key: string) => Promise<boolean>
  readonly open: (field: Field) => void
}

export function SecretTable({ profileId, secret }: { profileId: string; secret: Secret }) {
  const { t, i18n } = useLingui()
  const values = useValues(profileId, secret)
  const [viewed, setViewed] = useState<{ field: Field; text: string } | null>(null)
  const [viewProblem, setViewProblem] = useState<unknown>(null)
  const [filter, setFilter] = useState('')
  const [more, setMore] = useState(0)
  const { fields } = secret
  const { shown } = values
  const sayCopied = useCopiedNotice()
  const copy = async (key: string) => {
    const isCopied = await values.copy(key)
    if (isCopied) sayCopied(visibleText(shownKey(key)))
    return isCopied
  }
  const open = async (field: Field) => {
    const text = await values.fetchOne(field.key)
    if (text !== null) setViewed({ field, text })
  }
  const latest = useRef({ values, copy, open })
  useEffect(() => {
    latest.current = { values, copy, open }
  })
  const [actions] = useState<KeyActions>(() => ({
    reveal: (key) => latest.current.values.reveal([key]),
    hide: (key) => latest.current.values.hide(key),
    copy: (key) => latest.current.copy(key),
    open: (field) => void latest.current.open(field),
  }))

  // The field shows a letter at once; the table follows when the browser has time.
  const { settled: wanted, onKeyDownCapture } = useSettled(filter)
  const found = useMemo(() => {
    const text = comparable(wanted)
    return text === '' ? fields : fields.filter(({ key }) => comparable(shownKey(key)).includes(text))
  }, [fields, wanted])
  const limit = (wanted === '' ? maxCount : maxFound) + more
  const items = useMemo(() => found.slice(0, limit), [found, limit])
  const allShown = fields.length > 0 && fields.every(({ key }) => shown.has(key))
  const problem = values.problem ?? viewProblem

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the field and the table inside
    <div className={styles['table']} onKeyDownCapture={onKeyDownCapture}>
      <div className={styles['tools']}>
        {fields.length > 8 && (
          <SearchField
            label={t`Filter keys`}
            value={filter}
            onChange={(text) => {
              setFilter(text)
              setMore(0)
            }}
          />
        )}
        <span className={styles['count']}>
          {wanted === '' ? (
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
      <Keys
        items={items}
        empty={fields.length === 0 ? t`This secret has no keys.` : t`No keys match “${wanted}”`}
        shown={shown}
        actions={actions}
      />
      {found.length > limit && (
        <Button variant="quiet" onPress={() => setMore(more + maxCount)}>
          <Plural value={found.length} one="Show more (# key)" other="Show more (# keys)" />
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

interface KeysProps {
  readonly items: readonly Field[]
  readonly empty: string
  readonly shown: Values['shown']
  readonly actions: KeyActions
}

/** Rendered only when its content changes, not for each letter of the filter. */
const Keys = memo(function Keys({ items, empty, shown, actions }: KeysProps) {
  const { t } = useLingui()
  return (
    <Table
      label={t`Keys and values`}
      items={items}
      getId={({ key }) => key}
      empty={empty}
      columns={useColumns(shown, actions)}
    />
  )
})

function useColumns(shown: Values['shown'], actions: KeyActions): readonly TableColumn<Field>[] {
  const { t, i18n } = useLingui()
  /** A value of a megabyte would block the page. */
  const cut = (text: string | undefined) => {
    if (text === undefined || text.length <= maxSigns) return text ?? null
    const length = i18n.number(text.length)
    return `${text.slice(0, maxSigns)}\n${t`… ${length} characters; open the value to see all`}`
  }
  return [
    {
      id: 'key',
      title: t`Key`,
      isRowHeader: true,
      width: '30%',
      cell: ({ key }) => (
        <code className={styles['key']}>
          <ExactText text={shownKey(key)} />
        </code>
      ),
    },
    {
      id: 'value',
      title: t`Value`,
      cell: (field) => {
        const name = visibleText(shownKey(field.key))
        return (
          <span className={styles['value']}>
            <SecretField
              label={name}
              value={cut(shown.get(field.key))}
              onReveal={async () => {
                await actions.reveal(field.key)
                return null
              }}
              onHide={() => actions.hide(field.key)}
              onCopy={() => actions.copy(field.key)}
            />
            <IconButton label={t`Open ${name}`} size="small" onPress={() => actions.open(field)}>
              <Maximize2 size={16} />
            </IconButton>
          </span>
        )
      },
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
