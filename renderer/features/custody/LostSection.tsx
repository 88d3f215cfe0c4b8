/** Stored data of connections that are no longer in the list. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LostConnection } from '../../../electron/contract/lost.ts'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { lostConnections } from '../../lib/queries/custody.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showToast } from '../../ui/toasts.ts'
import styles from './LostSection.module.css'
import dialogs from './shared/dialogs.module.css'
import sections from './shared/sections.module.css'
import { useKeptMessages } from './useKeptMessages.ts'

export function LostSection() {
  const { data: lost = [], error } = useQuery(lostConnections)
  if (error !== null) return <CallProblem problem={error} />
  if (lost.length === 0) return null
  return (
    <section className={sections['section']} aria-labelledby="lost-title">
      <h2 id="lost-title" className={sections['heading']}>
        <Trans>Connections missing from your list</Trans>
      </h2>
      <p className={sections['quiet']}>
        <Trans>
          Data is still stored for these connections. Restore a connection to use its data, or remove the data.
        </Trans>
      </p>
      {lost.map((each) => (
        <Lost key={each.profileId} lost={each} />
      ))}
    </section>
  )
}

function Lost({ lost }: { readonly lost: LostConnection }) {
  const { t } = useLingui()
  const { profileId, ways, problem } = lost
  const { itemsOf } = useKeptMessages()
  const [asks, setAsks] = useState(false)
  const restore = useAct(async () => {
    const { name } = await valueOf(bridge.lost.restore({ profileId }))
    showToast({ tone: 'ok', title: t`Restored ${name}` })
  })
  const address = ways.find(({ way }) => way !== null)?.way?.address
  const name = address ?? t`Unknown address`
  const items = ways.flatMap(({ kept }) => itemsOf(kept))
  const titleId = `lost-${profileId}`

  return (
    <article className={styles['lost']} aria-labelledby={titleId}>
      <div className={sections['head']}>
        <h3 id={titleId} className={styles['lostName']} translate="no">
          {name}
        </h3>
        <span className={sections['actions']}>
          {address !== undefined && (
            <Button
              size="small"
              aria-describedby={titleId}
              isPending={restore.isPending}
              onPress={() => void restore.start()}
            >
              <Trans>Restore connection</Trans>
            </Button>
          )}
          <Button size="small" variant="danger" aria-describedby={titleId} onPress={() => setAsks(true)}>
            <Trans>Remove…</Trans>
          </Button>
        </span>
      </div>
      {problem !== undefined && (
        <p>
          <Trans>The stored data can't be read.</Trans> <code>{problem}</code>
        </p>
      )}
      {ways.map((way) => (
        <Way key={way.id} way={way} />
      ))}
      {lost.clientKey && (
        <p className={sections['quiet']}>
          <Trans>A client key is stored. After you restore the connection, add the certificate of this key.</Trans>
        </p>
      )}
      {restore.problem !== null && <CallProblem problem={restore.problem} />}
      <RemoveLost profileId={profileId} name={name} items={items} isOpen={asks} onOpenChange={setAsks} />
    </article>
  )
}

/** The address and TLS settings of one way to the server, and what is stored for it. */
function Way({ way: { way, kept } }: { readonly way: LostConnection['ways'][number] }) {
  const { t } = useLingui()
  const { fields, fieldValue, itemsOf } = useKeptMessages()
  const items = itemsOf(kept)
  const settings =
    way === null
      ? []
      : [
          { id: 'address', label: fields.address, value: way.address },
          { id: 'namespace', label: fields.namespace, value: way.namespace },
          { id: 'tlsServerName', label: fields.tlsServerName, value: way.tlsServerName },
          { id: 'ca', label: fields.ca, value: way.authorities.join(', ') },
          {
            id: 'verification',
            label: fields.verification,
            value: way.skipVerify ? fieldValue('verification', 'off') : '',
          },
          { id: 'proxy', label: fields.proxy, value: way.proxy },
        ].filter(({ value }) => value !== '')
  return (
    <>
      <dl className={styles['facts']}>
        <div className={styles['fact']}>
          <dt>
            <Trans>Stored data</Trans>
          </dt>
          <dd>{items.length === 0 ? t`settings` : items.join(', ')}</dd>
        </div>
        {settings.map(({ id, label, value }) => (
          <div key={id} className={styles['fact']}>
            <dt>{label}</dt>
            <dd translate="no">{value}</dd>
          </div>
        ))}
      </dl>
      {way !== null && way.authorities.length > 0 && (
        <p className={sections['quiet']}>
          <Trans>
            After you restore the connection, add its CA certificates. Until then, Strongroom doesn't use the stored
            data.
          </Trans>
        </p>
      )}
    </>
  )
}

interface RemoveLostProps {
  readonly profileId: string
  readonly name: string
  readonly items: readonly string[]
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

function RemoveLost({ profileId, name, items, isOpen, onOpenChange }: RemoveLostProps) {
  const { t, i18n } = useLingui()
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t`Remove stored data for ${name}?`}
      confirmLabel={t`Remove`}
      onConfirm={async () => {
        await valueOf(bridge.lost.remove({ profileId }))
      }}
      renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
    >
      {items.length > 0 && (
        <ul className={dialogs['list']}>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
      <p>
        <Trans>
          Strongroom permanently removes this data from this computer. Make sure that every key share is stored
          elsewhere.
        </Trans>
      </p>
    </ConfirmDialog>
  )
}
