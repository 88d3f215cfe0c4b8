/** Where a trial's findings and the server's answer disagree. */
import { useLingui } from '@lingui/react/macro'
import type { Trial } from '../../../../electron/contract/kubernetesDoctor.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { conditionNames } from './tokenWords.ts'

export function Doubts({ doubts }: Pick<Trial, 'doubts'>) {
  const { t, i18n } = useLingui()
  const conditions = doubts.flatMap((one) =>
    one === 'certificate' || one === 'api-server' ? [] : [i18n._(conditionNames[one])],
  )
  const list = new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(conditions)
  return (
    <>
      {doubts.includes('certificate') && (
        <Banner tone="warn" title={t`The sign-in works, but the certificate check from this computer fails.`}>
          {t`The server may still use a connection from before the last change of the CA or the certificate. New connections can fail: check the CA in the configuration.`}
        </Banner>
      )}
      {doubts.includes('api-server') && (
        <Banner
          tone="warn"
          title={t`The sign-in works, but no API server answers this computer at the mount's address.`}
        >
          {t`This computer and the server may use different networks.`}
        </Banner>
      )}
      {conditions.length > 0 && (
        <Banner tone="warn" title={t`The server's answer contradicts these conditions: ${list}`}>
          {t`The role or the configuration may have changed during the check, or a clock is wrong. Retry.`}
        </Banner>
      )}
    </>
  )
}
