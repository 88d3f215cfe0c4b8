/** Asks before a policy is deleted, and lists its users. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { useDiscardDraft, useKeptDrafts } from '../../../lib/drafts.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { policyPlace } from '../editor/policyDraft.ts'
import { policyUsers, refreshPolicies } from '../queries.ts'
import shortList from '../shared/shortList.module.css'

/** Users that are named. */
const maxCount = 8

export function DeletePolicy({
  profileId,
  name,
  isMine,
  onClose,
}: {
  profileId: string
  name: string
  isMine: boolean
  onClose: () => void
}) {
  const { t } = useLingui()
  const go = useGo()
  const client = useQueryClient()
  const { drafts } = useKeptDrafts(profileId, policyPlace(name))
  const discard = useDiscardDraft()
  const users = useQuery(policyUsers(profileId))
  const holders = (users.data?.users ?? []).filter(({ policies }) => policies.includes(name))

  async function remove(): Promise<void> {
    await valueOf(bridge.policies.remove({ profileId, name, confirm: name }))
    // Drafts of other windows are kept.
    for (const draft of drafts ?? []) if (draft.isOwn) await discard(draft)
    go(routes.policies(profileId), { replace: true })
    void refreshPolicies(client, profileId)
    showToast({
      title: t`${name} deleted`,
      body: t`This computer keeps the text, so that you can restore it.`,
      tone: 'ok',
    })
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={t`Delete policy ${name}?`}
      confirmLabel={t`Delete ${name}`}
      typeToConfirm={name}
      onConfirm={remove}
      renderProblem={(problem) => (
        <Problem problem={problem} needs={{ capability: 'delete', path: `sys/policies/acl/${name}` }} />
      )}
    >
      <p>
        <Trans>
          Everyone who has this policy immediately loses the permissions that only this policy grants. Roles still name
          it.
        </Trans>
      </p>
      {isMine && (
        <p>
          <strong>{t`Your own token has this policy.`}</strong>
        </p>
      )}
      {users.isPending && <p>{t`Finding users of this policy…`}</p>}
      {users.data !== undefined && holders.length === 0 && (
        <p>
          {users.data.unseen.length === 0
            ? t`No role, user, entity or group has this policy.`
            : t`No visible users. You don't have permission to see all of them.`}
        </p>
      )}
      {holders.length > 0 && (
        <>
          <p>
            <Plural
              value={holders.length}
              one="This policy is used in # place:"
              other="This policy is used in # places:"
            />
          </p>
          <ul className={shortList['short']}>
            {holders.slice(0, maxCount).map((holder) => (
              <li key={holder.folder + holder.name}>
                <code>
                  {holder.folder}
                  {holder.name}
                </code>
              </li>
            ))}
            {holders.length > maxCount && (
              <li>
                <Plural value={holders.length - maxCount} one="and # more" other="and # more" />
              </li>
            )}
          </ul>
        </>
      )}
    </ConfirmDialog>
  )
}
