import { Trans, useLingui } from '@lingui/react/macro'
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import { routes } from '../../../lib/routes.ts'
import { Link } from '../../../ui/Link.tsx'
import type { RoleList } from '../queries.ts'
import { type Remark, remarksOn, sharedRoles } from './roleLint.ts'
import styles from './RoleSide.module.css'
import changes from './shared/changes.module.css'
import { usePolicyFacts } from './usePolicyFacts.ts'
import { useRemarkWords } from './useRemarkWords.ts'

export interface RoleSideProps {
  readonly profileId: string
  readonly mount: string
  readonly name: string
  readonly settings: RoleSettings
  readonly list: RoleList | undefined
  /** Whether it exists on the server. */
  readonly isStored: boolean
}

/** Next to the form: warnings, and links to its policies. */
export function RoleSide({ profileId, mount, name, settings, list, isStored }: RoleSideProps) {
  const { t } = useLingui()
  const wordsOf = useRemarkWords()
  const policies = usePolicyFacts(profileId, settings.policies, true)
  const shared = useMemo(() => {
    if (list?.isWhole !== true) return []
    const others = [...list.roles.values()].filter((role) => role.name !== name)
    return sharedRoles([...others, { name, settings }]).get(name) ?? []
  }, [list, name, settings])
  const isEmpty = settings.serviceAccounts.length === 0 && settings.policies.length === 0
  const remarks = isEmpty ? [] : remarksOn(settings, policies, shared)
  return (
    <aside className={styles['side']} aria-label={t`Warnings`}>
      <h2 className={styles['heading']}>{t`Warnings`}</h2>
      {remarks.length === 0 && <p className={changes['quiet']}>{t`No warnings`}</p>}
      <ul className={styles['remarks']}>
        {remarks.map((remark) => (
          <li key={remark.code}>
            <Mark tone={remark.tone} />
            <span>
              {wordsOf(remark).long}
              {remark.code === 'shared' && (
                <span className={styles['links']}>
                  {remark.names.map((other) => (
                    <Link key={other} href={routes.kubernetesRole(profileId, mount, other)}>
                      {other}
                    </Link>
                  ))}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {settings.policies.length > 0 && (
        <>
          <h2 className={styles['heading']}>{t`Policies`}</h2>
          <ul className={styles['policies']}>
            {settings.policies.map((policy) => (
              <li key={policy}>
                <Link href={routes.policy(profileId, policy)}>
                  <code>{policy}</code>
                </Link>
                {policies.names?.has(policy) === false && (
                  <span className={changes['quiet']}>
                    {' '}
                    <Trans>doesn't exist yet</Trans>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {isStored && (
        <>
          <h2 className={styles['heading']}>{t`Test this role`}</h2>
          <Link href={routes.kubernetesMount(profileId, mount, 'doctor', name)}>{t`Test a token with this role`}</Link>
          <Link href={routes.kubernetesMount(profileId, mount, 'manifests', name)}>{t`Manifests for an app`}</Link>
        </>
      )}
    </aside>
  )
}

function Mark({ tone }: { tone: Remark['tone'] }) {
  const icon =
    tone === 'danger' ? <OctagonAlert size={14} /> : tone === 'warn' ? <TriangleAlert size={14} /> : <Info size={14} />
  return (
    <span className={styles['mark']} data-tone={tone} aria-hidden="true">
      {icon}
    </span>
  )
}
