/** A secret's name and state, and the actions on it. */
import { useLingui } from '@lingui/react/macro'
import { Ellipsis, Pencil, RotateCcw } from 'lucide-react'
import { useRef } from 'react'
import type { Secret } from '../../../../electron/contract/kv.ts'
import type { SecretMetadata } from '../../../../electron/contract/kvHistory.ts'
import { formatDate } from '../../../lib/format.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, type MenuItem } from '../../../ui/Menu.tsx'
import { GrantButton } from '../shared/GrantButton.tsx'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { type KvVersion, lastName, type SecretPlace } from '../shared/names.ts'
import type { SecretRights } from '../shared/rights.ts'
import { classNames } from '../../../ui/classNames.ts'
import styles from './SecretHeader.module.css'
import longTitle from '../../../ui/shared/longTitle.module.css'
import { useFocusWhenLost } from '../shared/useFocusWhenLost.ts'
import type { VersionAction } from '../versions/versions.ts'
import { ExactText } from '../../../ui/ExactText.tsx'

export interface SecretHeaderProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly rights: SecretRights
  /** The version from the address; undefined is the current one. */
  readonly version: number | undefined
  readonly newest: number | undefined
  readonly isComparing: boolean
  readonly secret: Secret | undefined
  readonly metadata: SecretMetadata | undefined
  readonly onAct: (action: VersionAction) => void
}

export function SecretHeader(props: SecretHeaderProps) {
  const { t } = useLingui()
  const go = useGo()
  const { profileId, place, rights, version, newest, isComparing, secret, onAct } = props
  const editButton = useRef<HTMLButtonElement>(null)
  const isOlder = version !== undefined && version !== newest
  useFocusWhenLost(editButton, secret !== undefined && !isOlder)
  return (
    <header className={styles['header']}>
      <h1 id="secret-title" className={classNames(styles['title'], longTitle['clamped'])}>
        <ExactText text={lastName(place.path)} kind="path" />
      </h1>
      {secret !== undefined && !isComparing && <State secret={secret} />}
      <div className={styles['buttons']}>
        {secret !== undefined && !isOlder && !isComparing && (
          <Button
            ref={editButton}
            variant="primary"
            icon={<Pencil size={14} />}
            disabledReason={rights.reason('write')}
            onPress={() => go(routes.kv(profileId, { ...place, mode: 'edit' }))}
          >
            {t`Edit`}
          </Button>
        )}
        {secret !== undefined && isOlder && !isComparing && secret.state === 'current' && (
          <Button
            icon={<RotateCcw size={14} />}
            disabledReason={rights.reason('write')}
            onPress={() => onAct({ kind: 'rollback', from: version })}
          >
            {t`Roll back to version ${version}`}
          </Button>
        )}
        {!isCubbyhole(place.mount) && (
          <GrantButton profileId={profileId} place={place} label={t`Grant access to this secret`} />
        )}
        <More {...props} />
      </div>
    </header>
  )
}

function State({ secret }: { secret: Secret }) {
  const { t, i18n } = useLingui()
  const created = secret.createdAt === undefined ? null : new Date(secret.createdAt)
  return (
    <>
      {secret.version !== undefined && <Badge mono>{t`v${secret.version}`}</Badge>}
      {secret.kvVersion === 1 && (
        <Badge>{isCubbyhole(secret.mount) ? t`Cubbyhole: no versions` : t`KV 1: no versions`}</Badge>
      )}
      {secret.state === 'deleted' && <Badge tone="warn">{t`deleted`}</Badge>}
      {secret.state === 'destroyed' && <Badge tone="danger">{t`destroyed`}</Badge>}
      {created !== null && (
        <time className={styles['time']} dateTime={created.toISOString()}>
          {formatDate(created, i18n.locale)}
        </time>
      )}
    </>
  )
}

/** Actions that only read come first, those that remove something last. */
function More({ profileId, place, kvVersion, rights, version, newest, secret, metadata, onAct }: SecretHeaderProps) {
  const { t } = useLingui()
  const item = (id: string, label: string, reason: string | undefined, does: Partial<MenuItem>): MenuItem => ({
    id,
    label,
    ...does,
    ...(reason !== undefined && { isDisabled: true, description: reason }),
  })
  const before = metadata?.versions.find(
    ({ number, state }) => number < (version ?? newest ?? 0) && state !== 'destroyed',
  )
  const here = version ?? newest
  const looks =
    before === undefined || here === undefined
      ? []
      : [
          item('compare', t`Compare with version ${before.number}`, rights.reason('read'), {
            href: routes.kv(profileId, { ...place, compare: before.number, version: here }),
          }),
        ]
  const isCurrentThere = secret?.state === 'current'
  const removals =
    kvVersion === 1
      ? secret === undefined
        ? []
        : [
            item('delete', t`Delete secret…`, rights.reason('deleteLatest'), {
              isDanger: true,
              onAction: () => onAct({ kind: 'deleteLatest', version: undefined }),
            }),
          ]
      : [
          // Also for tokens that can delete but not read: then it is the newest version at that time.
          ...(version === undefined && (isCurrentThere || secret === undefined)
            ? [
                item(
                  'delete',
                  newest === undefined ? t`Delete newest version…` : t`Delete version ${newest}…`,
                  rights.reason('deleteLatest'),
                  { isDanger: true, onAction: () => onAct({ kind: 'deleteLatest', version: newest }) },
                ),
              ]
            : []),
          item('delete-all', t`Permanently delete secret…`, rights.reason('deleteAll'), {
            isDanger: true,
            onAction: () => onAct({ kind: 'deleteAll' }),
          }),
        ]
  const groups = [{ items: looks }, { items: removals }].filter(({ items }) => items.length > 0)
  if (groups.length === 0) return null
  return (
    <Menu
      label={t`More actions`}
      placement="bottom end"
      trigger={
        <IconButton label={t`More actions`} variant="bordered">
          <Ellipsis size={16} />
        </IconButton>
      }
      groups={groups}
    />
  )
}
