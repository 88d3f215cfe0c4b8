/** A trial on the server, with a token of the policy that exists only for the trial. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { TrialOperation, TrialResult } from '../../../../electron/contract/policies.ts'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Problem } from '../../../components/Problem.tsx'
import styles from './Trial.module.css'
import quietText from './shared/quietText.module.css'

export function Trial({
  profileId,
  name,
  path,
  operation,
  isUnsaved,
}: {
  profileId: string
  name: string
  path: string
  operation: TrialOperation
  isUnsaved: boolean
}) {
  const { t } = useLingui()
  const [result, setResult] = useState<TrialResult | null>(null)
  const { start, isPending, problem } = useAct(async () => {
    try {
      setResult(await valueOf(bridge.policies.trial({ profileId, name, path, operation })))
    } catch (thrown) {
      setResult(null)
      throw thrown
    }
  })
  const verdicts = {
    allowed: <Badge tone="ok">{t`allowed`}</Badge>,
    refused: <Badge tone="danger">{t`refused`}</Badge>,
    unknown: <Badge>{t`unknown`}</Badge>,
  } as const
  return (
    <section className={styles['trial']} aria-label={t`On the server`}>
      <h3 className={styles['title']}>{t`On the server`}</h3>
      <p className={quietText['note']}>
        <Trans>
          Creates a token with only this policy, sends a request with it, and revokes it. Nothing is written.
        </Trans>{' '}
        {isUnsaved && <Trans>Tests the saved text, not your changes.</Trans>}
      </p>
      <div>
        <Button isPending={isPending} onPress={() => void start()}>
          {t`Test with a real token`}
        </Button>
      </div>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'update', path: 'auth/token/create' }}
          note={
            errorOf(problem).code === 'rejected' && (
              <Trans>Without sudo, you can create a token only with policies that your own token has.</Trans>
            )
          }
        />
      )}
      {result !== null && (
        <p aria-live="polite">
          {verdicts[result.verdict]}{' '}
          {result.how === 'request' ? (
            <Trans>
              The server responded with <code>{result.status ?? 0}</code>.
            </Trans>
          ) : result.verdict === 'unknown' ? (
            <Trans>
              No request was sent because it would change data. You need permission to use <code>sys/capabilities</code>
              .
            </Trans>
          ) : (
            <Trans>According to the server's capability check. No request was sent because it would change data.</Trans>
          )}
        </p>
      )}
    </section>
  )
}
