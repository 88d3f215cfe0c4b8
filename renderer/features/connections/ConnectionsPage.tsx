import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Table } from '../../ui/Table.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import { useConnectionColumns } from './useConnectionColumns.tsx'

/** Every connection: open, edit, reorder, remove. */
export function ConnectionsPage() {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const { data: profiles, error } = useQuery(connectionList)
  const [removing, setRemoving] = useState<Profile | null>(null)
  const reorder = useAct(
    async (list: readonly Profile[]) => {
      // At once, because the next press builds on this one.
      queryClient.setQueryData(connectionList.queryKey, [...list])
      try {
        await valueOf(bridge.connections.reorder({ order: list.map(({ id }) => id) }))
      } catch (thrown) {
        await queryClient.invalidateQueries({ queryKey: connectionList.queryKey })
        throw thrown
      }
    },
    { overlaps: true },
  )
  const move = (profile: Profile, by: -1 | 1) => {
    const list = [...(queryClient.getQueryData(connectionList.queryKey) ?? [])]
    const from = list.findIndex(({ id }) => id === profile.id)
    const [moved] = list.splice(from, 1)
    if (moved === undefined) return
    void reorder.start(list.toSpliced(from + by, 0, moved))
  }
  const columns = useConnectionColumns(move, setRemoving)

  if (profiles === undefined) return error === null ? <SkeletonRows rows={4} /> : <CallProblem problem={error} />
  return (
    <Page>
      <PageHeader title={t`Connections`}>
        <Button onPress={() => go(routes.practice())}>
          <Trans>Practice Vault</Trans>
        </Button>
        <Button variant="primary" autoFocus icon={<Plus size={16} />} onPress={() => go(routes.newConnection())}>
          <Trans>Connect to a server</Trans>
        </Button>
      </PageHeader>
      {reorder.problem !== null && <CallProblem problem={reorder.problem} />}
      <Table
        label={t`Connections`}
        items={profiles.map((profile, before) => ({ profile, before, after: profiles.length - 1 - before }))}
        getId={({ profile }) => profile.id}
        onOpen={({ profile }) => go(routes.server(profile.id))}
        columns={columns}
        empty={<Trans>No connections yet</Trans>}
      />
      {removing !== null && <RemoveDialog profile={removing} onClose={() => setRemoving(null)} />}
    </Page>
  )
}
