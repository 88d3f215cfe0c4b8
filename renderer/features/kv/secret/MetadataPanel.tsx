/**
 * The metadata of a secret: when and by whom it was written, the settings of its versions and their origin, and custom
 * metadata.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { CustomField, SecretMetadata } from '../../../../electron/contract/kvHistory.ts'
import { errorOf } from '../../../lib/call.ts'
import { formatDate } from '../../../lib/format.ts'
import { Button } from '../../../ui/Button.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { ContextPanel } from '../shared/ContextPanel.tsx'
import { MetadataDialog } from './MetadataDialog.tsx'
import type { SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { secretMetadata } from '../queries.ts'
import type { SecretRights } from '../shared/rights.ts'
import { type SettingMessages, useSettingMessages } from './useSettingMessages.ts'
import quietText from '../shared/quietText.module.css'
import styles from './MetadataPanel.module.css'

export function MetadataPanel({
  profileId,
  place,
  rights,
  customMetadata,
}: {
  profileId: string
  place: SecretPlace
  rights: SecretRights
  /**
   * As it came with the data, for tokens that may not read the metadata; undefined if the data may not be read either.
   */
  customMetadata: readonly CustomField[] | undefined
}) {
  const { t } = useLingui()
  const metadata = useQuery(secretMetadata(profileId, place))
  const [isEditing, setEditing] = useState(false)
  const code = metadata.isError ? errorOf(metadata.error).code : undefined
  return (
    <ContextPanel
      titleId="metadata-title"
      title={t`Metadata`}
      action={
        metadata.data !== undefined && (
          <Button
            size="small"
            variant="quiet"
            icon={<Pencil size={14} />}
            disabledReason={rights.reason('changeMetadata')}
            onPress={() => setEditing(true)}
          >
            {t`Change metadata`}
          </Button>
        )
      }
    >
      {metadata.isPending && <SkeletonRows rows={3} />}
      {code === 'permission-denied' && (
        <>
          <p className={quietText['quiet']}>
            {t`You need read on ${`${place.mount}metadata/${place.path}`} to see the metadata.`}
          </p>
          {customMetadata !== undefined && <Custom fields={customMetadata} />}
        </>
      )}
      {code !== undefined && code !== 'permission-denied' && code !== 'not-found' && (
        <Problem problem={metadata.error} onRetry={() => void metadata.refetch()} />
      )}
      {metadata.data !== undefined && (
        <>
          <Settings metadata={metadata.data} />
          <Custom fields={metadata.data.customMetadata} />
        </>
      )}
      {isEditing && metadata.data !== undefined && (
        <MetadataDialog
          profileId={profileId}
          place={place}
          metadata={metadata.data}
          onClose={() => setEditing(false)}
        />
      )}
    </ContextPanel>
  )
}

function Settings({ metadata }: { metadata: SecretMetadata }) {
  const { t, i18n } = useLingui()
  const { createdAt, updatedAt, lastUpdatedBy } = metadata
  const moment = (at: string) => (
    <time dateTime={at} className={styles['time']}>
      {formatDate(new Date(at), i18n.locale)}
    </time>
  )
  const settings = useSettingMessages(metadata)
  const items: Fact[] = [
    ...(createdAt === undefined ? [] : [{ key: 'created', name: t`Created`, value: moment(createdAt) }]),
    ...(updatedAt === undefined
      ? []
      : [
          {
            key: 'updated',
            name: t`Updated`,
            value: (
              <>
                {moment(updatedAt)}
                {lastUpdatedBy !== undefined && (
                  <span className={quietText['quiet']}>
                    <Trans>last change by {lastUpdatedBy.actor}</Trans>
                  </span>
                )}
              </>
            ),
          },
        ]),
    { key: 'max', name: t`Versions kept`, value: <Setting {...settings.maxVersions} /> },
    { key: 'after', name: t`Deleted after`, value: <Setting {...settings.deleteVersionAfter} /> },
    { key: 'cas', name: t`Check-and-set`, value: <Setting {...settings.casRequired} /> },
  ]
  return <Facts items={items} />
}

/** Names are above their values: the pane is narrow. */
function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className={styles['facts']}>
      {items.map(({ key, name, value }) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Fact {
  readonly key: string
  readonly name: string
  readonly value: ReactNode
}

function Setting({ value, why }: SettingMessages) {
  return (
    <>
      <span>{value}</span>
      <span className={quietText['quiet']}>{why}</span>
    </>
  )
}

function Custom({ fields }: { fields: readonly CustomField[] }) {
  const { t } = useLingui()
  if (fields.length === 0) return <p className={quietText['quiet']}>{t`No custom metadata.`}</p>
  return (
    <div>
      <h3 className={styles['title']}>{t`Custom metadata`}</h3>
      <Facts items={fields.map(({ key, value }) => ({ key, name: key, value: <code>{value}</code> }))} />
    </div>
  )
}
