import { useLingui } from '@lingui/react/macro'
import { Check, X } from 'lucide-react'
import type { TestReport } from '../../../electron/contract/connections.ts'
import styles from './ConnectionForm.module.css'

/** How far a test came, one line a step. */
export function TestSteps({ report }: { report: TestReport }) {
  const { t } = useLingui()
  const reached = {
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
          <span>{ok ? reached[step] : failed[step]}</span>
          {ok && (
            <span className={styles['quiet']}>
              {step === 'vault' && report.version !== undefined ? `${product} ${report.version}${latency}` : detail}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
