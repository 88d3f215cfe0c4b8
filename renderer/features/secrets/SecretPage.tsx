/** One secret: where it is, what state it is in, its keys, and the same read elsewhere. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useRef } from 'react'
import type { Secret } from '../../../electron/contract/kv.ts'
import { errorOf } from '../../lib/call.ts'
import { formatDate } from '../../lib/format.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { KeyValue } from '../../ui/KeyValue.tsx'
import { Link } from '../../ui/Link.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { DraftNotice } from './DraftNotice.tsx'
import { apiName, type KvVersion, lastName } from './names.ts'
import { PlaceNames } from './PlaceNames.tsx'
import { Problem } from './Problem.tsx'
import { secretWithoutValues } from './queries.ts'
import styles from './SecretPage.module.css'
import { SecretTable } from './SecretTable.tsx'
import { ShowAs } from './ShowAs.tsx'
import { useFocusWhenLost } from './useFocusWhenLost.ts'

interface Place {
  readonly mount: string
  readonly path: string
  readonly version?: number | undefined
}

export function SecretPage({ profileId, place, kvVersion }: { profileId: string; place: Place; kvVersion: KvVersion }) {
  const { t } = useLingui()
  const go = useGo()
  const { mount, path, version } = place
  const secret = useQuery(secretWithoutValues(profileId, { mount, path }, version))
  const editButton = useRef<HTMLButtonElement>(null)
  const isOlder = version !== undefined
  useFocusWhenLost(editButton, secret.isSuccess && !isOlder)
  const toCreate = (
    <Button onPress={() => go(routes.kv(profileId, { mount, path, mode: 'new' }))}>{t`Create this secret`}</Button>
  )

  return (
    <article className={styles['page']} aria-labelledby="secret-title">
      <header className={styles['header']}>
        <h1 id="secret-title" className={styles['title']}>
          {lastName(path)}
        </h1>
        {secret.data !== undefined && <State secret={secret.data} />}
        <span className={styles['space']} />
        {secret.data !== undefined && !isOlder && (
          <Button
            ref={editButton}
            variant="primary"
            icon={<Pencil size={14} />}
            onPress={() => go(routes.kv(profileId, { mount, path, mode: 'edit' }))}
          >
            {t`Edit`}
          </Button>
        )}
      </header>
      <PlaceNames place={place} kvVersion={secret.data?.kvVersion ?? kvVersion} />
      <DraftNotice profileId={profileId} place={{ mount, path }} />
      {secret.isPending && <SkeletonRows rows={4} />}
      {secret.isError && (
        <Problem
          problem={secret.error}
          needs={{ capability: 'read', path: apiName(place, kvVersion) }}
          onRetry={() => void secret.refetch()}
          action={errorOf(secret.error).code === 'not-found' && !isOlder && toCreate}
        />
      )}
      {secret.data !== undefined && (
        <>
          {isOlder && (
            <Banner
              title={t`This is version ${version}.`}
              action={<Link href={routes.kv(profileId, { mount, path })}>{t`Show the current version`}</Link>}
            />
          )}
          <Deletion secret={secret.data} />
          {secret.data.state === 'current' && (
            <SecretTable
              // SECURITY: a new version begins with nothing shown.
              key={`${secret.data.version} ${secret.data.fingerprint}`}
              profileId={profileId}
              secret={secret.data}
            />
          )}
          {secret.data.customMetadata.length > 0 && (
            <KeyValue
              items={secret.data.customMetadata.map(({ key, value }) => ({ key, name: key, value, mono: true }))}
            />
          )}
          <ShowAs profileId={profileId} secret={{ mount, path, kvVersion: secret.data.kvVersion, version }} />
        </>
      )}
    </article>
  )
}

function State({ secret }: { secret: Secret }) {
  const { t, i18n } = useLingui()
  const created = secret.createdAt === undefined ? null : new Date(secret.createdAt)
  return (
    <>
      {secret.version !== undefined && <Badge mono>{t`v${secret.version}`}</Badge>}
      {secret.kvVersion === 1 && <Badge>{t`KV 1: no versions`}</Badge>}
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

function Deletion({ secret }: { secret: Secret }) {
  const { t, i18n } = useLingui()
  const time = secret.deletionAt === undefined ? '' : formatDate(new Date(secret.deletionAt), i18n.locale)
  if (secret.state === 'destroyed') {
    return (
      <Banner tone="warn" title={t`This version is destroyed.`}>
        <Trans>Its values are gone for good. Saving makes a new version.</Trans>
      </Banner>
    )
  }
  if (secret.state === 'deleted') {
    return (
      <Banner tone="warn" title={time === '' ? t`This version is deleted.` : t`This version was deleted on ${time}.`}>
        <Trans>The server still has its values, and undeleting brings them back. Saving makes a new version.</Trans>
      </Banner>
    )
  }
  if (time === '') return null
  return (
    <Banner title={t`This version will be deleted on ${time}.`}>
      <Trans>The engine or the secret sets how long versions live.</Trans>
    </Banner>
  )
}
