/** Results of Kubernetes and of the check from this computer during a trial. */
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ApiLook, Review, Trial } from '../../../../electron/contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../../../../electron/contract/result.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { KeyValue, type KeyValueItem } from '../../../ui/KeyValue.tsx'

export function TrialSides({ trial: { review, look } }: { trial: Trial }) {
  const rowsOfReview = useReviewRows()
  const { t } = useLingui()
  if (review === null && look === null) return null
  return (
    <KeyValue
      items={[
        ...(review === null ? [] : rowsOfReview(review)),
        ...(look === null ? [] : [{ key: 'look', name: t`API server`, value: <Look look={look} /> }]),
      ]}
    />
  )
}

function useReviewRows(): (review: Review) => KeyValueItem[] {
  const { t } = useLingui()
  const clusters = {
    same: t`The mount's cluster`,
    other: t`This isn't the mount's cluster: address and CA differ. Its review doesn't apply to the mount.`,
    unknown: t`Strongroom can't tell whether this is the mount's cluster.`,
  }
  const signers = {
    this: t`This cluster signed the token.`,
    other: t`This cluster doesn't have that key.`,
    altered: t`The token names a key of this cluster, but the signature doesn't match it.`,
    unknown: '',
  }
  const words = ({ state, words: said }: Review): ReactNode =>
    state === 'accepted' ? (
      t`Kubernetes accepts the token.`
    ) : (
      <>
        {state === 'refused' ? t`Kubernetes refuses the token:` : t`Kubernetes couldn't be asked:`} <code>{said}</code>
      </>
    )
  const reviewerWords = ({ works, allowed }: NonNullable<Review['reviewer']>): string =>
    works === false
      ? t`Kubernetes doesn't accept its token.`
      : allowed === false
        ? t`It can't review tokens.`
        : allowed === true
          ? t`It can review tokens.`
          : t`Strongroom can't tell whether the account can review tokens.`
  return (review) => {
    const { cluster, signer, reviewer, reviewers } = review
    const names = (reviewers ?? []).map(({ account, exists }) => (exists ? account : t`${account} (deleted)`))
    return [
      { key: 'review', name: t`Token review`, value: words(review) },
      { key: 'cluster', name: t`Cluster of the kubeconfig`, value: clusters[cluster] },
      ...(signer === 'unknown' ? [] : [{ key: 'signer', name: t`Signing keys`, value: signers[signer] }]),
      ...(reviewer === null
        ? []
        : [
            {
              key: 'reviewer',
              name: reviewer.by === 'token' ? t`Reviewer (the token itself)` : t`Stored reviewer`,
              value: (
                <>
                  <code>{reviewer.account}</code> {reviewerWords(reviewer)}
                </>
              ),
            },
          ]),
      ...(reviewers === null
        ? []
        : [
            {
              key: 'reviewers',
              name: t`Cluster role bindings`,
              value:
                names.length === 0
                  ? t`No service account is bound to system:auth-delegator or cluster-admin.`
                  : t`Bound to system:auth-delegator or cluster-admin: ${names.join(', ')}`,
            },
          ]),
    ]
  }
}

function Look({ look: { address, problem, words, answer, isEncrypted } }: { look: ApiLook }) {
  const { t, i18n } = useLingui()
  const failed: Partial<Record<ErrorCode, string>> = {
    'tls-untrusted': t`The mount's CA didn't issue the certificate.`,
    'tls-wrong-host': t`The certificate is for another name.`,
    'tls-expired': t`The certificate has expired or isn't valid yet.`,
    'certificate-invalid': t`The mount's CA can't be read.`,
    'invalid-input': t`This isn't an http or https address.`,
  }
  const found = {
    'api-server': isEncrypted
      ? t`An API server answers, and the mount's CA issued its certificate.`
      : t`An API server answers without encryption.`,
    'below-path': t`An API server answers, but not below this path. Remove the path from the address.`,
    vault: t`Vault or OpenBao runs at this address, not an API server.`,
    other: t`The server at this address isn't an API server.`,
  }
  return (
    <>
      <code>{address}</code>{' '}
      {answer !== null
        ? found[answer]
        : problem === null
          ? words
          : (failed[problem] ?? i18n._(wordsFor({ code: problem }).title))}
    </>
  )
}
