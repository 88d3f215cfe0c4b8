import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { type FieldErrors, useFormContext, useWatch } from 'react-hook-form'
import type { ProfileDraft, TestReport } from '../../../electron/contract/connections.ts'
import { addressWithoutApi } from '../../../electron/contract/plainAddress.ts'
import type { CallError, CertificateFacts } from '../../../electron/contract/result.ts'
import { bridge } from '../../lib/bridge.ts'
import { CallFailed, valueOf } from '../../lib/call.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { Chain } from './Chain.tsx'
import styles from './ConnectionTest.module.css'
import fieldStack from './shared/fieldStack.module.css'
import { type DraftFields, draftOf } from './profileDraft.ts'
import { TestSteps } from './TestSteps.tsx'

export interface ConnectionTestProps {
  /** Its stored client key is used for the test. */
  readonly profileId: string | null
  /** Tests as soon as the page opens. */
  readonly isBegun: boolean
  readonly onInvalid: (errors: FieldErrors<DraftFields>) => void
}

interface Tested {
  readonly profile: ProfileDraft
  /** Absent until the test has ended. */
  readonly report?: TestReport
}

/** Tests the connection as it is typed and shows how far the test came. */
export function ConnectionTest({ profileId, isBegun, onInvalid }: ConnectionTestProps) {
  const { control, getValues, handleSubmit, setValue } = useFormContext<DraftFields>()
  const fields = useWatch({ control, compute: (values) => values })
  const [tested, setTested] = useState<Tested | null>(null)
  const { start, isPending, problem } = useAct(
    async (profile: ProfileDraft) => {
      setTested({ profile })
      const report = await valueOf(bridge.connections.test({ profile, ...(profileId !== null && { profileId }) }))
      // Another test may have started since.
      setTested((now) => (now?.profile === profile ? { profile, report } : now))
    },
    { overlaps: true },
  )
  useEffect(() => {
    if (isBegun) void start(draftOf(getValues()))
  }, [isBegun, start, getValues])

  // The result holds only for what was typed then.
  const isCurrent = JSON.stringify(tested?.profile) === JSON.stringify(draftOf(fields))
  const report = isCurrent ? tested?.report : undefined
  const trust = (pem: string) => {
    const before = getValues('caPem').trimEnd()
    setValue('caPem', before === '' ? pem : `${before}\n${pem}`, { shouldDirty: true, shouldValidate: true })
    void start(draftOf(getValues()))
  }
  const chain = report?.error?.chain ?? report?.chain ?? []
  const shorter = addressWithoutApi(fields.address)
  const use = (address: string) => {
    setValue('address', address, { shouldDirty: true, shouldValidate: true })
    void start(draftOf(getValues()))
  }
  return (
    <div className={fieldStack['stack']}>
      <div>
        <Button
          isPending={isCurrent && isPending}
          onPress={() => void handleSubmit((values) => void start(draftOf(values)), onInvalid)()}
        >
          <Trans>Test connection</Trans>
        </Button>
      </div>
      <div aria-live="polite" className={styles['found']}>
        {isCurrent && problem !== null && <CallProblem problem={problem} />}
        {report !== undefined && <TestSteps report={report} />}
        {report?.error !== undefined && <TestProblem error={report.error} chain={chain} />}
        {report?.error?.code === 'address-includes-api' && shorter !== null && (
          <div>
            <Button onPress={() => use(shorter)}>
              <Trans>Use {shorter}</Trans>
            </Button>
          </div>
        )}
        {report?.error?.code === 'tls-untrusted' && <Chain chain={chain} onTrust={trust} />}
      </div>
    </div>
  )
}

/** Returns the names and IP addresses that a certificate is for, without their types: `localhost, 127.0.0.1`. */
const namesOf = (certificate: CertificateFacts | undefined): string =>
  (certificate?.altNames ?? '').replaceAll(/(?:DNS|IP Address|URI|email):/g, '')

/** Why the test failed. The text about an untrusted certificate depends on the certificates that the server sends. */
function TestProblem({ error, chain }: { error: CallError; chain: readonly CertificateFacts[] }) {
  const { t } = useLingui()
  const top = chain.at(-1)
  const names = namesOf(chain[0])
  if (error.code === 'tls-wrong-host' && names !== '') {
    return (
      <CallProblem
        problem={new CallFailed(error)}
        meaning={t`The certificate is for ${names}. Use one of these names, or set the TLS server name of this connection.`}
      />
    )
  }
  if (error.code !== 'tls-untrusted' || top === undefined || top.isCa) {
    return <CallProblem problem={new CallFailed(error)} />
  }
  return (
    <CallProblem
      problem={new CallFailed(error)}
      title={
        top.selfSigned
          ? t`The server's certificate is self-signed`
          : t`This computer doesn't trust the CA that signed the server's certificate`
      }
      meaning={
        top.selfSigned
          ? t`Compare its fingerprint with the one from your administrator, then trust only this certificate.`
          : t`The server doesn't send the CA's certificate. Add it under TLS and proxy, or compare the fingerprint with the one from your administrator and trust only this certificate. After each renewal, you need to trust the new certificate again.`
      }
    />
  )
}
