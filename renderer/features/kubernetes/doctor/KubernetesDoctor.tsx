/**
 * Why a service account's token does, or does not, get a Vault token: the token, each condition of the role, a real
 * sign-in, and a watch that reads as an app would. Leads from "permission denied" to what to change.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { Stethoscope } from 'lucide-react'
import { useState } from 'react'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import type { CheckedToken, TokenView, Trial } from '../../../../electron/contract/kubernetesDoctor.ts'
import { useWindowState } from '../../../lib/windowState.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { useChosenCluster } from '../cluster/useChosenCluster.ts'
import { kubernetesRole } from '../queries.ts'
import { Checks } from './Checks.tsx'
import styles from './KubernetesDoctor.module.css'
import report from './shared/report.module.css'
import { GiveToken } from './GiveToken.tsx'
import { givenTokenKey, roleNames, tokenCheck } from './queries.ts'
import { Reasons } from './Reasons.tsx'
import { SecretPlaceField, useSecretPlace } from './SecretPlaceField.tsx'
import { useKept } from './useKept.ts'
import { useSecretWatch } from './secretWatch.ts'
import { TokenFacts } from './TokenFacts.tsx'
import { TrialPanel } from './TrialPanel.tsx'
import { WatchPanel } from './WatchPanel.tsx'

export interface KubernetesDoctorProps {
  readonly profileId: string
  /** Ends with a slash. */
  readonly mount: string
  /** Selected at first. */
  readonly role?: string | undefined
}

/** The submitted token; it stays while the person looks at another tab. It holds no secret but its number. */
const useGivenToken = (profileId: string) => useWindowState<TokenView>(givenTokenKey(profileId))

export function KubernetesDoctor({ profileId, mount, role: first = '' }: KubernetesDoctorProps) {
  const { t } = useLingui()
  const [view, setView] = useGivenToken(profileId)
  const [access, setAccess] = useChosenCluster(profileId)
  const { end: endWatch } = useSecretWatch(profileId)
  const [role, setRole, keepRole] = useKept(profileId, mount, 'role', first)
  const tokenId = view?.id ?? null
  const names = useQuery(roleNames(profileId, mount))
  const settings = useQuery({
    ...kubernetesRole(profileId, mount, role),
    // A name that came with the link, if the names may not be listed; not each name that is being typed.
    enabled: names.data === null ? role !== '' && role === first : names.data?.includes(role) === true,
  })
  const check = useQuery({
    ...tokenCheck({ profileId, tokenId: tokenId ?? '', mount, role, access }),
    enabled: tokenId !== null && role !== '',
  })
  return (
    <div className={styles['doctor']}>
      <section className={styles['part']} aria-labelledby="doctor-token">
        <h2 id="doctor-token" className={styles['title']}>
          <Trans>Token</Trans>
          {view !== null && (
            <Button
              size="small"
              onPress={() => {
                // The watch would have no place to be shown.
                endWatch()
                setView(null)
              }}
            >{t`Use another token`}</Button>
          )}
        </h2>
        {view === null ? (
          <GiveToken
            profileId={profileId}
            access={access}
            onAccess={setAccess}
            audience={settings.data?.settings.audience ?? ''}
            onToken={(next) => {
              setView(next)
              keepRole()
            }}
          />
        ) : (
          <TokenFacts profileId={profileId} view={view} clockAhead={check.data?.clockAhead ?? null} />
        )}
      </section>
      <div className={styles['part']}>
        <ComboBox
          label={t`Role`}
          mono
          value={role}
          onChange={setRole}
          options={(names.data ?? []).map((name) => ({ value: name, label: name }))}
          description={names.data === null && t`You need permission to list the roles. Enter a role name.`}
        />
        {tokenId === null ? (
          <EmptyState
            icon={<Stethoscope size={20} />}
            title={t`Enter a token to compare it with the role's conditions.`}
          >
            {t`Use the token of a refused pod, or one that Kubernetes issues for its service account.`}
          </EmptyState>
        ) : (
          <Diagnosis
            key={tokenId}
            profileId={profileId}
            mount={mount}
            tokenId={tokenId}
            role={role}
            check={check}
            access={access}
            onAccess={setAccess}
            onTried={keepRole}
          />
        )}
      </div>
    </div>
  )
}

function Diagnosis({
  profileId,
  mount,
  tokenId,
  role,
  check,
  access,
  onAccess,
  onTried,
}: {
  profileId: string
  mount: string
  tokenId: string
  role: string
  check: UseQueryResult<CheckedToken>
  access: ClusterAccess | null
  onAccess: (access: ClusterAccess | null) => void
  /** Called when a sign-in was started or has ended. */
  onTried: () => void
}) {
  const { t } = useLingui()
  const [secret, setSecret] = useKept(profileId, mount, 'secret')
  const [trial, setTrial] = useState<{ readonly role: string; readonly found: Trial | null } | null>(null)
  const place = useSecretPlace(profileId, secret)
  const found = trial?.role === role ? trial.found : null
  const conditions = found?.conditions ?? check.data?.conditions
  return (
    <>
      <section className={styles['part']} aria-labelledby="doctor-checks">
        <h2 id="doctor-checks" className={styles['title']}>
          <Trans>Conditions</Trans>
        </h2>
        {role === '' && <p className={report['quiet']}>{t`Choose a role to compare the token with.`}</p>}
        {role !== '' && check.isPending && <SkeletonRows rows={6} />}
        {check.isError && <CallProblem problem={check.error} />}
        {check.data?.roleProblem === 'permission-denied' && (
          <p className={report['quiet']}>
            <Trans>
              You need permission to read this role, so its conditions are unknown. You can still test a sign-in.
            </Trans>
          </p>
        )}
        {found === null && check.data !== undefined && <Reasons reasons={check.data.reasons} />}
        {role !== '' && conditions !== undefined && conditions.length > 0 && <Checks conditions={conditions} />}
      </section>
      <section className={styles['part']} aria-labelledby="doctor-try">
        <h2 id="doctor-try" className={styles['title']}>
          <Trans>Try it</Trans>
        </h2>
        <SecretPlaceField profileId={profileId} value={secret} onChange={setSecret} />
        <TrialPanel
          key={role}
          profileId={profileId}
          tokenId={tokenId}
          mount={mount}
          role={role}
          secret={place}
          access={access}
          onAccess={onAccess}
          onTrial={(next) => {
            setTrial({ role, found: next })
            onTried()
          }}
        />
        <WatchPanel profileId={profileId} tokenId={tokenId} mount={mount} role={role} secret={place} />
      </section>
    </>
  )
}
