import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { KeptWay } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { everythingOf } from '../../lib/queries/connection.ts'
import { useAct } from '../../lib/useAct.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Table } from '../../ui/Table.tsx'
import { showToast } from '../../ui/toasts.ts'
import dialogs from './shared/dialogs.module.css'
import { useKeptMessages } from './useKeptMessages.ts'

export interface MoveKeptDialogProps {
  readonly profile: Profile
  readonly way: KeptWay
  /** The identity of the present way: the core moves to no other one. */
  readonly here: string
  readonly onClose: () => void
}

/** Shows each changed setting of the connection and what would move. The consent itself is given outside the page. */
export function MoveKeptDialog({ profile, way, here, onClose }: MoveKeptDialogProps) {
  const { t } = useLingui()
  const { fields, fieldValue, itemsOf } = useKeptMessages()
  const queryClient = useQueryClient()
  const { name, id: profileId } = profile

  const { start, isPending, problem } = useAct(async () => {
    await valueOf(bridge.custody.moveToWay({ profileId, from: way.id, to: here }))
    await queryClient.invalidateQueries(everythingOf(profileId))
    showToast({ tone: 'ok', title: t`Moved to the changed connection` })
    onClose()
  })

  return (
    <FormDialog
      title={t`Move credentials of ${name}`}
      submitLabel={<Trans>Move credentials</Trans>}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
    >
      <div className={dialogs['form']}>
        {way.noted !== 'all' && (
          <p>
            <Trans>
              An earlier version of Strongroom didn't record all connection settings, so some of these may be the same
              as before.
            </Trans>
          </p>
        )}
        <Table
          label={t`Changed connection settings`}
          items={way.changes}
          getId={({ field }) => field}
          columns={[
            { id: 'field', title: t`Setting`, cell: ({ field }) => fields[field], isRowHeader: true },
            { id: 'from', title: t`Stored for`, cell: ({ field, from }) => fieldValue(field, from) },
            { id: 'to', title: t`Now`, cell: ({ field, to }) => fieldValue(field, to) },
          ]}
        />
        <div>
          <p>
            <Trans>Credentials to move:</Trans>
          </p>
          <ul className={dialogs['list']}>
            {itemsOf(way.kept).map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </div>
        <p>
          <Trans>
            From then on, tokens and key shares are sent to the new destination. If you didn't change these settings
            yourself, cancel and check the connection.
          </Trans>
        </p>
        {problem !== null && <CallProblem problem={problem} />}
      </div>
    </FormDialog>
  )
}
