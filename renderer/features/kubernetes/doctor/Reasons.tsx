/** Why a sign-in fails, the most likely reason first and in full, the others folded. */
import { useLingui } from '@lingui/react/macro'
import type { Reason } from '../../../../electron/contract/kubernetesDoctor.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import styles from './Reasons.module.css'
import report from './shared/report.module.css'
import { reasonWords } from './reasonWords.ts'
import { conditionNames } from './tokenWords.ts'

export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const { t, i18n } = useLingui()
  const [first, ...others] = reasons
  if (first === undefined) return null
  const words = reasonWords[first.code]
  return (
    <section className={report['column']} aria-label={t`Cause`}>
      <Banner tone="danger" title={i18n._(words.title)} action={<Certainty reason={first} />}>
        <p>{i18n._(words.help)}</p>
        <Evidence reason={first} />
      </Banner>
      {others.length > 0 && (
        <Disclosure
          title={t`Other possible causes`}
          isOpenAtFirst={first.certainty !== 'certain' || others.some(({ certainty }) => certainty === 'certain')}
        >
          <ul className={styles['reasons']}>
            {others.map((reason) => (
              <li key={reason.code}>
                <div className={styles['reason']}>
                  <strong>{i18n._(reasonWords[reason.code].title)}</strong>
                  <Certainty reason={reason} />
                </div>
                <div>{i18n._(reasonWords[reason.code].help)}</div>
                <Evidence reason={reason} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </section>
  )
}

function Certainty({ reason: { certainty } }: { reason: Reason }) {
  const { t } = useLingui()
  const words = { certain: t`Certain`, likely: t`Likely`, possible: t`Possible` }
  return (
    <Badge tone={certainty === 'certain' ? 'danger' : certainty === 'likely' ? 'warn' : 'plain'}>
      {words[certainty]}
    </Badge>
  )
}

/** The evidence for a reason. */
function Evidence({ reason: { evidence } }: { reason: Reason }) {
  const { t, i18n } = useLingui()
  if (evidence.length === 0) return null
  const words = evidence.map((one) => {
    switch (one) {
      case 'words':
        return t`the server's response`
      case 'token':
        return t`the token`
      case 'role':
        return t`the list of roles`
      case 'config':
        return t`the configuration of the mount`
      case 'review':
        return t`the review by Kubernetes`
      case 'look':
        return t`the API server check`
      case 'bindings':
        return t`the cluster role bindings`
      case 'keys':
        return t`the signing keys of the cluster`
      case 'objects':
        return t`the objects in the cluster`
      case 'access':
        return t`the access review by Kubernetes`
      case 'kept':
        return t`the reviewer stored on this computer`
      case 'cluster':
        return t`the comparison of the kubeconfig with the mount`
      default:
        return i18n._(conditionNames[one])
    }
  })
  const list = new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(words)
  return <p className={report['quiet']}>{t`Evidence: ${list}`}</p>
}
