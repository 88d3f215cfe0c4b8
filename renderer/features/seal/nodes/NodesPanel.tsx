import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Search, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { addressProblem, normalizeAddress } from '../../../../electron/contract/typedAddress.ts'
import type { FoundNode } from '../../../../electron/contract/seal.ts'
import { asciiAddress, looksDifferent } from '../../../../electron/contract/plainAddress.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { NodeState } from './NodeState.tsx'
import styles from './NodesPanel.module.css'
import forms from '../shared/forms.module.css'
import { UnsealForm } from '../shares/UnsealForm.tsx'
import { useClusterNodes } from './useClusterNodes.ts'

/** The nodes of a cluster, each with its own seal; the person types them or requests them from the cluster. */
export function NodesPanel({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const [round, setRound] = useState(0)
  const { nodes, round: seenRound } = useClusterNodes(profileId, round)
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const [address, setAddress] = useState('')
  const [tried, setTried] = useState(false)
  const [wanted, setWanted] = useState<readonly string[]>([])
  const set = useAct(
    async (addresses: readonly string[]) => {
      setWanted(addresses)
      await valueOf(bridge.server.setNodes({ profileId, addresses: [...addresses] }))
      setRound((before) => before + 1)
    },
    { overlaps: true },
  )
  // The status request to a node that hangs takes seconds. Until then, the list is the one that was last set here.
  const isUnseen = set.isPending || seenRound < round
  const shown = nodes.filter(({ own }) => !own).map((node) => node.address)
  const others = isUnseen ? wanted : shown
  const confirm = useAct(async (node: string) => {
    await valueOf(bridge.server.confirmNode({ profileId, address: node }))
    setRound((before) => before + 1)
  })
  /** The nodes that the cluster returned; null before and during the request. */
  const [told, setTold] = useState<readonly FoundNode[] | null>(null)
  const find = useAct(async () => {
    setTold(null)
    setTold(await valueOf(bridge.server.findNodes({ profileId })))
  })
  const known = new Set(nodes.map((node) => node.address))
  const found = (told ?? []).filter((node) => !known.has(node.address))
  const isAddress = addressProblem(address) === null
  const add = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isAddress) return
    void set.start([...others, normalizeAddress(address)])
    setAddress('')
    setTried(false)
  }
  const many = nodes.length > 1
  // While the connection's own node is sealed, the page above has the same form.
  const own = nodes.find((node) => node.own)
  const allSealed = nodes.filter(
    ({ own: isOwn, status }) => !isOwn && status.sealed === true && status.initialized !== false,
  )
  const sealed = allSealed.find(({ status }) => status.joining !== true) ?? allSealed[0]
  const count = found.length

  return (
    <Disclosure title={t`Nodes of this cluster`} {...(many && { isOpen: true })}>
      <div className={forms['form']}>
        <p className={forms['quiet']}>
          <Trans>
            Each node is sealed separately. Key shares that you submit here go to every sealed node in this list.
            Confirmed nodes also receive requests that the server redirects to them.
          </Trans>
        </p>
        <ul className={styles['nodes']} aria-label={t`Nodes of this cluster`}>
          {nodes.map((node) => (
            <li key={node.address} className={styles['node']}>
              <NodeState node={node} />
              {!node.own && !node.confirmed && (
                <Button size="small" isPending={confirm.isPending} onPress={() => void confirm.start(node.address)}>
                  <Trans>Confirm node…</Trans>
                </Button>
              )}
              {!node.own && (
                <IconButton
                  label={t`Remove ${node.address}`}
                  size="small"
                  onPress={() => void set.start(others.filter((other) => other !== node.address))}
                >
                  <X size={16} />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
        {own?.status.sealed === false && sealed !== undefined && (
          <UnsealForm profileId={profileId} status={sealed.status} />
        )}
        {count > 0 && (
          <div className={styles['found']}>
            <p>
              <Plural value={count} one="The cluster reports # more node:" other="The cluster reports # more nodes:" />
            </p>
            <ul className={styles['nodes']}>
              {found.map((node) => (
                <li key={node.address} translate="no">
                  <code>{asciiAddress(node.address)}</code>{' '}
                  {node.from === 'raft' && <Trans>(guessed from the node's cluster address)</Trans>}
                </li>
              ))}
            </ul>
            <Button
              isPending={set.isPending}
              onPress={() => void set.start([...others, ...found.map((node) => node.address)])}
            >
              <Plural value={count} one="Add node" other="Add # nodes" />
            </Button>
          </div>
        )}
        {told !== null && count === 0 && (
          <output className={forms['quiet']}>
            <Trans>The cluster reports no other nodes.</Trans>
          </output>
        )}
        {find.problem !== null && <CallProblem problem={find.problem} />}
        {confirm.problem !== null && <CallProblem problem={confirm.problem} />}
        {set.problem !== null && <CallProblem problem={set.problem} />}
        <form className={styles['add']} onSubmit={add}>
          <TextField
            label={t`Address of another node`}
            value={address}
            onChange={setAddress}
            description={
              looksDifferent(address) && (
                <Trans>
                  Connects to <code translate="no">{asciiAddress(address)}</code>
                </Trans>
              )
            }
            error={tried && !isAddress ? t`Enter an http or https address.` : undefined}
            mono
          />
          <Button type="submit">
            <Trans>Add node</Trans>
          </Button>
          {identity !== undefined && identity !== null && (
            <Button icon={<Search size={14} />} isPending={find.isPending} onPress={() => void find.start()}>
              <Trans>Find cluster nodes</Trans>
            </Button>
          )}
        </form>
      </div>
    </Disclosure>
  )
}
