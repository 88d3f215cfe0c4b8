import { Trans, useLingui } from '@lingui/react/macro'
import type { NodeStatus } from '../../../../electron/contract/seal.ts'
import { asciiAddress } from '../../../../electron/contract/plainAddress.ts'
import { clusterTrouble, troubleWords } from '../../../lib/clusterHealth.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { Dot } from '../../../ui/Dot.tsx'
import styles from './NodeState.module.css'
import { roleMessages, sealStateOf, sealMessages, statusDot } from '../status/statusMessages.ts'

/** One node in a line: its address, its seal with the progress, its role, or why it does not answer. */
export function NodeState({ node }: { node: NodeStatus }) {
  const { i18n } = useLingui()
  const { status } = node
  const state = sealStateOf(status)
  const trouble = clusterTrouble(status)
  const given = status.unseal?.given ?? 0
  const threshold = status.unseal?.threshold ?? 0
  return (
    <>
      <Dot {...statusDot(status)} />
      <code translate="no">{asciiAddress(node.address)}</code>
      <span className={styles['state']}>
        {status.reachable ? (
          <>
            {i18n._(sealMessages[state])}
            {state === 'sealed' && status.joining === true && (
              <>
                {', '}
                <Trans>joining the cluster</Trans>
              </>
            )}
            {state === 'sealed' && status.joining !== true && threshold > 0 && (
              <>
                {', '}
                <Trans>
                  {given} of {threshold}
                </Trans>
              </>
            )}
            {trouble !== null && (
              <>
                {', '}
                <strong>{i18n._(troubleWords[trouble])}</strong>
              </>
            )}
            {status.role !== undefined && `, ${i18n._(roleMessages[status.role])}`}
          </>
        ) : (
          status.error !== undefined && i18n._(wordsFor(status.error).title)
        )}
      </span>
    </>
  )
}
