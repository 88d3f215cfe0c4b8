/** The content of one version of a secret, or why it is not shown. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Secret } from '../../../../electron/contract/kv.ts'
import { errorOf } from '../../../lib/call.ts'
import { formatDate } from '../../../lib/format.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Link } from '../../../ui/Link.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { DraftNotice } from '../editor/DraftNotice.tsx'
import { apiName, type KvVersion, type SecretPlace } from '../shared/names.ts'
import { PlaceNames } from '../shared/PlaceNames.tsx'
import { Problem } from '../../../components/Problem.tsx'
import type { SecretRights } from '../shared/rights.ts'
import { SecretTable } from './SecretTable.tsx'
import { ShowAs } from './ShowAs.tsx'
import type { VersionAction } from '../versions/versions.ts'
import styles from './SecretContent.module.css'

export function SecretContent({
  profileId,
  place,
  kvVersion,
  rights,
  version,
  secret,
  onAct,
}: {
  profileId: string
  place: SecretPlace
  kvVersion: KvVersion
  rights: SecretRights
  version: number | undefined
  secret: UseQueryResult<Secret>
  onAct: (action: VersionAction) => void
}) {
  const { t } = useLingui()
  const go = useGo()
  const code = secret.isError ? errorOf(secret.error).code : undefined
  const isOlder = version !== undefined
  const write = (mode: 'new' | 'edit', label: string) => (
    <Button onPress={() => go(routes.kv(profileId, { ...place, mode }))}>{label}</Button>
  )
  return (
    <div className={styles['content']}>
      <PlaceNames place={place} kvVersion={kvVersion} />
      <DraftNotice profileId={profileId} place={place} />
      {secret.isPending && <SkeletonRows rows={4} />}
      {secret.isError && (
        <Problem
          problem={secret.error}
          needs={{ capability: 'read', path: apiName(place, kvVersion) }}
          onRetry={() => void secret.refetch()}
          action={
            isOlder
              ? undefined
              : code === 'not-found'
                ? write('new', t`Create secret`)
                : code === 'permission-denied' &&
                  rights.reason('write') === undefined &&
                  write('edit', t`Write without reading`)
          }
        />
      )}
      {secret.data !== undefined && (
        <>
          {isOlder && (
            <Banner
              title={t`This is version ${version}.`}
              action={<Link href={routes.kv(profileId, place)}>{t`Show the current version`}</Link>}
            />
          )}
          <Deletion secret={secret.data} rights={rights} onAct={onAct} />
          {secret.data.state === 'current' && (
            <SecretTable
              // SECURITY: a new version starts with nothing shown.
              key={`${secret.data.version} ${secret.data.fingerprint}`}
              profileId={profileId}
              secret={secret.data}
            />
          )}
          <ShowAs profileId={profileId} secret={{ ...place, kvVersion: secret.data.kvVersion, version }} />
        </>
      )}
    </div>
  )
}

function Deletion({
  secret,
  rights,
  onAct,
}: {
  secret: Secret
  rights: SecretRights
  onAct: (action: VersionAction) => void
}) {
  const { t, i18n } = useLingui()
  const { version, deletionAt } = secret
  const time = deletionAt === undefined ? '' : formatDate(new Date(deletionAt), i18n.locale)
  if (secret.state === 'destroyed') {
    return (
      <Banner tone="warn" title={t`This version is destroyed.`}>
        <Trans>The values can't be restored. Saving creates a new version.</Trans>
      </Banner>
    )
  }
  if (secret.state === 'deleted') {
    return (
      <Banner
        tone="warn"
        title={time === '' ? t`This version is deleted.` : t`This version was deleted on ${time}.`}
        action={
          version !== undefined && (
            <Button
              size="small"
              disabledReason={rights.reason('undelete')}
              onPress={() => onAct({ kind: 'undelete', versions: [version] })}
            >
              {t`Undelete version ${version}`}
            </Button>
          )
        }
      >
        <Trans>The server still has the values. You can undelete them. Saving creates a new version.</Trans>
      </Banner>
    )
  }
  if (time === '') return null
  return (
    <Banner title={t`This version will be deleted on ${time}.`}>
      <Trans>The engine or the secret sets how long versions are kept.</Trans>
    </Banner>
  )
}
