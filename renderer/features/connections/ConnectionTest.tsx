import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { TestReport } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { CallFailed, valueOf } from '../../lib/call.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { Chain } from './Chain.tsx'
import styles from './ConnectionForm.module.css'
import { type DraftFields, draftOf } from './profileDraft.ts'

export interface ConnectionTestProps {
  readonly profileId: string | null
  readonly fields: DraftFields
  readonly isReady: boolean
  readonly onTried: () => void
  /** The person trusts exactly this CA. */
  readonly onTrust: (caPem: string) => void
}

/** Tries the connection as it is typed and says how far it came. */
export function ConnectionTest({ profileId, fields, isReady, onTried, onTrust }: ConnectionTestProps) {
  const again = useRef(false)
  const test = useMutation({
    mutationFn: () =>
      valueOf(bridge.connections.test({ profile: draftOf(fields), ...(profileId !== null && { profileId }) })),
  })
  const { mutate, reset } = test
  // What was found holds for what was typed then; after trusting a CA it is tried again by itself.
  useEffect(() => {
    reset()
    if (again.current) mutate()
    again.current = false
  }, [fields, mutate, reset])

  return (
    <div className={styles['stack']}>
      <div>
        <Button
          isPending={test.isPending}
          onPress={() => {
            onTried()
            if (isReady) test.mutate()
          }}
        >
          <Trans>Test the connection</Trans>
        </Button>
      </div>
      {test.isError && <CallProblem problem={test.error} />}
      {test.data !== undefined && (
        <div role="status" className={styles['stack']}>
          <Steps report={test.data} />
          {test.data.error !== undefined && <CallProblem problem={new CallFailed(test.data.error)} />}
          {test.data.error?.code === 'tls-untrusted' && (
            <Chain
              chain={test.data.error.chain ?? test.data.chain ?? []}
              onTrust={(pem) => {
                again.current = true
                onTrust(pem)
              }}
            />
          )}
        </div>
      )}
    </div>
  )
}

function Steps({ report }: { report: TestReport }) {
  const { t } = useLingui()
  const names = {
    name: t`The name resolves`,
    connect: t`The port answers`,
    tls: t`The certificate is good`,
    vault: t`A Vault answers`,
  } as const
  const failed = {
    name: t`The name does not resolve`,
    connect: t`The port does not answer`,
    tls: t`The certificate is not accepted`,
    vault: t`No Vault answers`,
  } as const
  const product = report.product === 'openbao' ? 'OpenBao' : 'Vault'
  const latency = report.latency === undefined ? '' : ` · ${Math.max(1, Math.round(report.latency))} ms`
  return (
    <ul className={styles['steps']}>
      {report.steps.map(({ step, ok, detail }) => (
        <li key={step} className={styles['step']}>
          <span className={styles['sign']} data-ok={ok}>
            {ok ? <Check size={14} aria-hidden="true" /> : <X size={14} aria-hidden="true" />}
          </span>
          <span>{ok ? names[step] : failed[step]}</span>
          <span className={styles['quiet']}>
            {step === 'vault' && ok && report.version !== undefined ? `${product} ${report.version}${latency}` : detail}
          </span>
        </li>
      ))}
    </ul>
  )
}
