import { useLingui } from '@lingui/react/macro'
import { Check, X } from 'lucide-react'
import type { TestReport } from '../../../electron/contract/connections.ts'
import type { ErrorCode } from '../../../electron/contract/result.ts'
import styles from './TestSteps.module.css'

/** Failures of the TLS step that are about a certificate; the other codes are not. */
const certificateCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls-untrusted',
  'tls-expired',
  'tls-wrong-host',
  'tls-client-certificate',
  'certificate-invalid',
])

/** Failures of a server that answers, but not with the expected response. */
const answerCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'answer-invalid',
  'answer-too-large',
  'rate-limited',
  'redirect-untrusted',
  'rejected',
  'server-error',
])

/** The progress of a test, one line a step. */
export function TestSteps({ report }: { report: TestReport }) {
  const { t } = useLingui()
  const reached = {
    name: t`The host name was resolved`,
    connect: t`The port is open`,
    tls: t`The certificate is valid`,
    vault: t`Vault server found`,
  } as const
  const tlsFailed = (code: ErrorCode | undefined) =>
    code === undefined || certificateCodes.has(code) ? t`The certificate was rejected` : t`The TLS connection failed`
  const vaultFailed = (code: ErrorCode | undefined) => {
    if (code === 'address-includes-api') return t`The address includes the API path /v1`
    if (code === 'https-expected') return t`The port uses HTTPS instead of HTTP`
    if (code === 'namespace-not-found') return t`The namespace doesn't exist`
    if (code === 'namespaces-unsupported' || code === 'namespaces-unverified') {
      return t`The namespace can't be used`
    }
    return code !== undefined && answerCodes.has(code)
      ? t`The server's response can't be used`
      : t`No Vault server found`
  }
  const failed = {
    name: t`The host name can't be resolved`,
    connect: t`The port doesn't respond`,
    tls:
      report.error?.code === 'plain-http-expected'
        ? t`The port uses HTTP instead of HTTPS`
        : tlsFailed(report.error?.code),
    vault: vaultFailed(report.error?.code),
  } as const
  const product = report.product === 'openbao' ? 'OpenBao' : 'Vault'
  const latency = report.latency === undefined ? '' : ` · ${Math.max(1, Math.round(report.latency))} ms`
  return (
    <ul className={styles['steps']}>
      {report.steps.map(({ step, ok, detail, port, throughProxy }) => (
        <li key={step} className={styles['step']}>
          <span className={styles['sign']} data-ok={ok}>
            {ok ? <Check size={14} aria-hidden="true" /> : <X size={14} aria-hidden="true" />}
          </span>
          <span>{ok ? reached[step] : failed[step]}</span>
          {(ok || step === 'connect') && (
            <span className={styles['quiet']}>
              {port !== undefined
                ? throughProxy === true
                  ? t`proxy, port ${port}`
                  : t`port ${port}`
                : step === 'vault' && report.version !== undefined
                  ? `${product} ${report.version}${latency}`
                  : detail}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
