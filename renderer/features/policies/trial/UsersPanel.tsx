/** The users of a policy, as far as the token may read them. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { policyUsers } from '../queries.ts'
import panelList from '../shared/panelList.module.css'
import styles from './UsersPanel.module.css'

export function UsersPanel({ profileId, name }: { profileId: string; name: string }) {
  const { t } = useLingui()
  const users = useQuery(policyUsers(profileId))
  if (users.isPending) return <SkeletonRows rows={4} />
  if (users.isError) return <Problem problem={users.error} onRetry={() => void users.refetch()} />
  const holders = users.data.users.filter(({ policies }) => policies.includes(name))
  const folders = Map.groupBy(holders, ({ folder }) => folder)
  return (
    <div className={panelList['panel']}>
      {holders.length === 0 && (
        <EmptyState title={t`No visible users`}>
          {name === 'default'
            ? t`Every token has default unless it was created without it.`
            : t`Includes roles, users, entities and groups, but not tokens that were created directly.`}
        </EmptyState>
      )}
      {[...folders].map(([folder, members]) => (
        <section key={folder} aria-label={folder}>
          <h3 className={styles['folder']}>
            <code>{folder}</code>
          </h3>
          <ul className={panelList['list']}>
            {members.map((member) => (
              <li key={member.name}>
                <code>{member.name}</code>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {users.data.unseen.length > 0 && (
        <p className={panelList['note']}>
          <Trans>
            Only some of these could be checked: <code>{users.data.unseen.join(', ')}</code>
          </Trans>
        </p>
      )}
    </div>
  )
}
