import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Download, Plus } from 'lucide-react'
import { useState } from 'react'
import type { CustodyState } from '../../../electron/contract/app.ts'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldForConnection, HeldItem } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { routes } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { Link } from '../../ui/Link.tsx'
import { Table } from '../../ui/Table.tsx'
import { AddShareDialog } from './AddShareDialog.tsx'
import styles from './HeldSection.module.css'
import sections from './shared/sections.module.css'
import { ExportDialog } from './ExportDialog.tsx'
import { canUnsealAlone, idOf, roomOf, rowsOf } from './heldItems.ts'
import { KeptElsewhere } from './KeptElsewhere.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import { SharePolicyField } from './SharePolicyField.tsx'
import { ShowDialog } from './ShowDialog.tsx'
import { useHeldColumns } from './useHeldColumns.tsx'
import { useHeldName } from './useHeldName.ts'

export interface HeldSectionProps {
  readonly profile: Profile
  readonly held: HeldForConnection
  readonly custody: CustodyState['kind']
}

type Asked = { readonly what: 'show' | 'remove'; readonly item: HeldItem } | { readonly what: 'add' | 'export' }

/** One connection: what is stored here of it, row by row, and how many of its shares may be stored. */
export function HeldSection({ profile, held, custody }: HeldSectionProps) {
  const { t } = useLingui()
  const nameOf = useHeldName(held)
  const [asked, setAsked] = useState<Asked | null>(null)
  const columns = useHeldColumns(profile.name, held, (what, item) => setAsked({ what, item }))
  const close = () => setAsked(null)
  const rows = rowsOf(held)
  const { name } = profile
  const count = held.shares.length
  const room = roomOf[held.sharePolicy]
  const hasKeys = count > 0 || held.rootToken !== null
  const headingId = `held-${profile.id}`

  return (
    <section className={sections['section']} aria-labelledby={headingId}>
      <div className={sections['head']}>
        <div className={styles['name']}>
          <h2 id={headingId} className={sections['heading']}>
            {name}
          </h2>
          <span className={sections['quiet']} translate="no">
            {profile.address}
          </span>
        </div>
        <SharePolicyField profile={profile} held={held} />
      </div>
      <KeptElsewhere profile={profile} />
      {held.problem !== undefined && <Unreadable profileId={profile.id} words={held.problem} />}
      {canUnsealAlone(held) && !profile.practice && (
        <p>
          <Badge tone="warn">{t`enough to unseal`}</Badge>{' '}
          <Trans>Anyone who opens this computer can unseal the server without other holders.</Trans>
        </p>
      )}
      {count > room && (
        <Banner tone="warn" title={t`More key shares are stored than the share policy allows`}>
          <Plural
            value={count}
            one="# share is stored. Remove it, or choose another share policy."
            other="# shares are stored. Remove the shares that are not yours, or choose another share policy."
          />
        </Banner>
      )}
      {rows.length > 0 ? (
        <Table label={t`Stored credentials of ${name}`} items={rows} getId={idOf} columns={columns} />
      ) : (
        held.problem === undefined && (
          <p className={sections['quiet']}>
            <Trans>No token or key share is stored.</Trans>
          </p>
        )
      )}
      {held.clientKey && (
        <p className={sections['quiet']}>
          <Trans>The key of the client certificate is also stored, because it is part of the connection.</Trans>{' '}
          <Link href={routes.editConnection(profile.id)}>
            <Trans>Edit connection</Trans>
          </Link>
        </p>
      )}
      {held.ceremony && (
        <p className={sections['quiet']}>
          <Trans>All keys of an unfinished key ceremony are stored here, sealed.</Trans>{' '}
          <Link href={routes.seal(profile.id)}>
            <Trans>Finish key ceremony</Trans>
          </Link>
        </p>
      )}
      <div className={sections['actions']}>
        {custody !== 'memory' && count < room && (
          <Button size="small" icon={<Plus size={14} />} onPress={() => setAsked({ what: 'add' })}>
            <Trans>Store key share…</Trans>
          </Button>
        )}
        {hasKeys && (
          <Button size="small" icon={<Download size={14} />} onPress={() => setAsked({ what: 'export' })}>
            <Trans>Export…</Trans>
          </Button>
        )}
      </div>
      {asked?.what === 'show' && (
        <ShowDialog profile={profile} item={asked.item} name={nameOf(asked.item)} custody={custody} onClose={close} />
      )}
      {asked?.what === 'remove' && (
        <RemoveDialog profile={profile} item={asked.item} name={nameOf(asked.item)} onClose={close} />
      )}
      {asked?.what === 'add' && <AddShareDialog profile={profile} held={held} onClose={close} />}
      {asked?.what === 'export' && <ExportDialog profile={profile} custody={custody} onClose={close} />}
    </section>
  )
}

/** A file that cannot be read prevents storing anything new; it is renamed, never deleted. */
function Unreadable({ profileId, words }: { profileId: string; words: string }) {
  const { t } = useLingui()
  const putAside = useAct(() => valueOf(bridge.custody.putAside({ profileId })))
  return (
    <Banner
      tone="warn"
      title={t`The stored credentials of this connection can't be read`}
      action={
        <Button size="small" isPending={putAside.isPending} onPress={() => void putAside.start()}>
          <Trans>Rename files</Trans>
        </Button>
      }
    >
      <p>{words}</p>
      <p>
        <Trans>
          Nothing was overwritten. After you rename the files, they stay on this computer, and the connection can store
          new keys.
        </Trans>
      </p>
      {putAside.problem !== null && <CallProblem problem={putAside.problem} />}
    </Banner>
  )
}
