import { Trans, useLingui } from '@lingui/react/macro'
import type { NodeStatus } from '../../../electron/contract/seal.ts'
import { asciiAddress } from '../../../electron/contract/plainAddress.ts'
import { wordsFor } from '../../lib/errors.ts'
import { Dot } from '../../ui/Dot.tsx'
import styles from './Nodes.module.css'
import { roleWords, sealStateOf, sealWords, statusDot } from './statusWords.ts'

/** One node in a line: its address, its seal with the progress it has, its role, or why it does not answer. */
export function NodeState({ node }: { node: NodeStatus }) {
  const { i18n } = useLingui()
  const { status } = node
  const state = sealStateOf(status)
  const given = status.unseal?.given ?? 0
  const threshold = status.unseal?.threshold ?? 0
  return (
    <>
      <Dot {...statusDot(status)} />
      <code translate="no">{asciiAddress(node.address)}</code>
      <span className={styles['state']}>
        {status.reachable ? (
          <>
            {i18n._(sealWords[state])}
            {state === 'sealed' && threshold > 0 && (
              <>
                {', '}
                <Trans>
                  {given} of {threshold}
                </Trans>
              </>
            )}
            {status.role !== undefined && `, ${i18n._(roleWords[status.role])}`}
          </>
        ) : (
          status.error !== undefined && i18n._(wordsFor(status.error).title)
        )}
      </span>
    </>
  )
}
