/** One version in the timeline. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis } from 'lucide-react'
import type { SecretVersion } from '../../../../electron/contract/kvHistory.ts'
import { formatAge, formatDate, formatRelative, isAhead } from '../../../lib/format.ts'
import { routes } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Link } from '../../../ui/Link.tsx'
import { Menu, type MenuItem } from '../../../ui/Menu.tsx'
import type { SecretPlace } from '../shared/names.ts'
import type { SecretAction } from '../shared/needs.ts'
import type { SecretRights } from '../shared/rights.ts'
import type { VersionAction } from './versions.ts'
import styles from './VersionRow.module.css'

export interface VersionRowProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly version: SecretVersion
  readonly currentVersion: number
  /** The one before it, if it is kept. */
  readonly previous: SecretVersion | undefined
  readonly rights: SecretRights
  readonly now: Date
  readonly isOpen: boolean
  readonly isChosen: boolean
  readonly onChoose: (isChosen: boolean) => void
  readonly onAct: (action: VersionAction) => void
}

export function VersionRow(props: VersionRowProps) {
  const { t } = useLingui()
  const { profileId, place, version, currentVersion, now, isOpen, isChosen, onChoose } = props
  const { number, state, createdAt, createdBy } = version
  const isCurrent = number === currentVersion
  const href = routes.kv(profileId, { ...place, ...(!isCurrent && { version: number }) })
  return (
    <li className={styles['row']} data-state={state} data-open={isOpen || undefined}>
      <Checkbox aria-label={t`Select version ${number}`} isSelected={isChosen} onChange={onChoose} />
      <div className={styles['words']}>
        <div className={styles['head']}>
          <Link href={href} variant="plain" {...(isOpen && { 'aria-current': 'page' })}>
            {t`Version ${number}`}
          </Link>
          {isCurrent && <Badge tone="accent">{t`current`}</Badge>}
          {state === 'deleted' && <Badge tone="warn">{t`deleted`}</Badge>}
          {state === 'destroyed' && <Badge tone="danger">{t`destroyed`}</Badge>}
        </div>
        <Moment at={createdAt} by={createdBy?.actor} now={now} />
        <Deletion version={version} now={now} />
      </div>
      <RowMenu {...props} />
    </li>
  )
}

/** The age as text and the author; and the moment with its zone. */
function Moment({ at, by, now }: { at: string; by: string | undefined; now: Date }) {
  const { i18n, t } = useLingui()
  const date = new Date(at)
  const age = formatAge(date, now, i18n.locale)
  return (
    <>
      <div className={styles['quiet']}>
        {by === undefined ? (
          age
        ) : (
          <Trans>
            {age} by {by}
          </Trans>
        )}
      </div>
      {isAhead(date, now) && (
        <div className={styles['quiet']}>{t`This computer's clock differs from the server's.`}</div>
      )}
      <time className={styles['quiet']} dateTime={at}>
        {formatDate(date, i18n.locale)}
      </time>
    </>
  )
}

function Deletion({ version, now }: { version: SecretVersion; now: Date }) {
  const { i18n } = useLingui()
  const { state, deletionAt, deletedBy } = version
  if (deletionAt === undefined || state === 'live') return null
  const date = new Date(deletionAt)
  const when = formatDate(date, i18n.locale)
  if (state === 'scheduled') {
    return (
      <div className={styles['quiet']}>
        <Trans>
          will be deleted {formatRelative(date, now, i18n.locale)} · {when}
        </Trans>
      </div>
    )
  }
  return (
    <div className={styles['quiet']}>
      {deletedBy === undefined ? (
        <Trans>deleted {when}</Trans>
      ) : (
        <Trans>
          deleted {when} by {deletedBy.actor}
        </Trans>
      )}
    </div>
  )
}

function RowMenu({ profileId, place, version, currentVersion, previous, rights, onAct }: VersionRowProps) {
  const { t } = useLingui()
  const { number, state } = version
  const isCurrent = number === currentVersion
  const hasValues = state === 'live' || state === 'scheduled'
  /** A menu item that is disabled, with the reason below. */
  const item = (
    id: string,
    label: string,
    does: Partial<MenuItem>,
    ...reasons: (string | false | undefined)[]
  ): MenuItem => {
    const reason = reasons.find((each) => each !== undefined && each !== false)
    return { id, label, ...does, ...(typeof reason === 'string' && { isDisabled: true, description: reason }) }
  }
  const compare = (other: number) =>
    routes.kv(profileId, { ...place, compare: Math.min(number, other), version: Math.max(number, other) })
  const right = (action: SecretAction) => rights.reason(action)
  const noValues =
    !hasValues && (state === 'deleted' ? t`This version is deleted. Undelete it first.` : t`This version is destroyed.`)

  const looks: MenuItem[] = [
    ...(isCurrent
      ? []
      : [
          item(
            'compare-current',
            t`Compare with the current version`,
            { href: compare(currentVersion) },
            noValues,
            right('read'),
          ),
        ]),
    ...(previous === undefined
      ? []
      : [
          item(
            'compare-previous',
            t`Compare with version ${previous.number}`,
            { href: compare(previous.number) },
            noValues,
            right('read'),
          ),
        ]),
  ]
  const changes: MenuItem[] = [
    ...(isCurrent
      ? []
      : [
          item(
            'rollback',
            t`Roll back to version ${number}…`,
            { onAction: () => onAct({ kind: 'rollback', from: number }) },
            noValues,
            right('read'),
            right('write'),
          ),
        ]),
    ...(state === 'deleted'
      ? [
          item(
            'undelete',
            t`Undelete version ${number}`,
            { onAction: () => onAct({ kind: 'undelete', versions: [number] }) },
            right('undelete'),
          ),
        ]
      : []),
  ]
  const removals: MenuItem[] = [
    ...(hasValues
      ? [
          item(
            'delete',
            t`Delete version ${number}…`,
            {
              isDanger: true,
              onAction: () =>
                onAct(isCurrent ? { kind: 'deleteLatest', version: number } : { kind: 'delete', versions: [number] }),
            },
            right(isCurrent ? 'deleteLatest' : 'deleteVersions'),
          ),
        ]
      : []),
    ...(state === 'destroyed'
      ? []
      : [
          item(
            'destroy',
            t`Destroy version ${number}…`,
            { isDanger: true, onAction: () => onAct({ kind: 'destroy', versions: [number] }) },
            right('destroy'),
          ),
        ]),
  ]
  const groups = [{ items: looks }, { items: changes }, { items: removals }].filter(({ items }) => items.length > 0)
  if (groups.length === 0) return null
  return (
    <Menu
      label={t`Actions for version ${number}`}
      placement="bottom end"
      trigger={
        <IconButton label={t`Actions for version ${number}`} size="small">
          <Ellipsis size={16} />
        </IconButton>
      }
      groups={groups}
    />
  )
}
