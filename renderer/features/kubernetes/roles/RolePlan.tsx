/** What would happen to each role of a mount, and the button that does it. */
import { plural } from '@lingui/core/macro'
import { Plural, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RoleOutcome } from '../../../../electron/contract/kubernetes.ts'
import { roleNames } from '../../../../electron/contract/kubernetesNames.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { kubernetesRoles, rolesReadAlone } from '../queries.ts'
import type { NamedRole } from './formats/namedRole.ts'
import { Outcomes } from './Outcomes.tsx'
import { storedPolicy } from './roleLint.ts'
import { type PlannedRole, planOf } from './rolePlan.ts'
import styles from './RolePlan.module.css'
import changes from './shared/changes.module.css'

export interface RolePlanProps {
  readonly profileId: string
  readonly mount: string
  readonly wanted: readonly NamedRole[]
  readonly onDone: () => void
}

/** Rows of a plan that are shown. */
const maxShown = 200

export function RolePlan({ profileId, mount, wanted, onDone }: RolePlanProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  // Fresh: existing roles decide what is overwritten.
  const list = useQuery({ ...kubernetesRoles(profileId, mount), staleTime: 0, refetchOnMount: 'always' })
  const policies = useQuery({ ...policyNames(profileId), retry: false })
  const { data: status } = useQuery(serverStatus(profileId))
  const [isReplacing, setReplacing] = useState(false)
  const [outcomes, setOutcomes] = useState<readonly RoleOutcome[]>([])
  const plan = useMemo(
    () =>
      list.data?.isWhole === true
        ? planOf(wanted, list.data, status?.product === 'openbao' ? 'openbao' : 'vault')
        : null,
    [wanted, list.data, status],
  )
  const chosen = (plan ?? []).filter(({ state }) => state === 'new' || (state === 'different' && isReplacing))
  const { start, isPending, problem } = useAct(async () => {
    const { value, warnings } = await answerOf(
      bridge.kubernetes.writeRoles({
        profileId,
        mount,
        roles: chosen.map(({ name, base, settings }) => ({ name, base, settings })),
      }),
    )
    const failed = value.outcomes.filter(({ error }) => error !== null)
    await queryClient.invalidateQueries(rolesReadAlone(profileId, mount))
    await queryClient.invalidateQueries({ queryKey: kubernetesRoles(profileId, mount).queryKey })
    const count = value.outcomes.length - failed.length
    if (count > 0)
      sayDone(
        t`${plural(count, { one: `# role written to ${mount}`, other: `# roles written to ${mount}` })}`,
        warnings.slice(0, 3),
      )
    setOutcomes(failed)
    if (failed.length === 0) onDone()
  })
  if (list.isError)
    return <Problem problem={list.error} needs={{ capability: 'list, read', path: `auth/${mount}role` }} />
  if (plan === null || list.isFetching) return <SkeletonRows rows={3} />

  const different = plan.filter(({ state }) => state === 'different').length
  const used = new Set(chosen.flatMap(({ settings }) => settings.policies))
  const missing =
    policies.data === undefined ? [] : [...used].filter((name) => !policies.data.includes(storedPolicy(name)))

  return (
    <div className={changes['stack']}>
      <ul className={styles['plan']} aria-label={t`Planned changes`}>
        {plan.slice(0, maxShown).map((role) => (
          <li key={role.name}>
            <StateBadge role={role} isReplacing={isReplacing} /> <code>{role.name}</code>
            {role.changed.length > 0 && (
              <span className={changes['quiet']}>
                {role.changed.map((field) => (field === 'more' ? field : roleNames[field])).join(', ')}
              </span>
            )}
          </li>
        ))}
        {plan.length > maxShown && (
          <li>
            <Plural value={plan.length - maxShown} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
      {different > 0 && (
        <Checkbox isSelected={isReplacing} onChange={setReplacing}>
          <Plural
            value={different}
            one="Replace the existing role that differs"
            other="Replace # existing roles that differ"
          />
        </Checkbox>
      )}
      {policies.isError && used.size > 0 && (
        <p className={changes['quiet']}>
          {t`You need permission to list the policies there. Strongroom can't check whether the roles' policies exist.`}
        </p>
      )}
      {missing.length > 0 && (
        <Banner tone="warn" title={t`These policies don't exist on this server: ${missing.slice(0, 10).join(', ')}.`}>
          {t`You can write the roles now. The policies have no effect until they are created.`}
        </Banner>
      )}
      <Outcomes outcomes={outcomes} />
      {problem !== null && (
        <Problem problem={problem} needs={{ capability: 'create, update', path: `auth/${mount}role/…` }} />
      )}
      <div>
        <Button variant="primary" isPending={isPending} isDisabled={chosen.length === 0} onPress={() => void start()}>
          <Plural value={chosen.length} _0="Nothing to write" one="Write # role" other="Write # roles" />
        </Button>
      </div>
    </div>
  )
}

function StateBadge({ role, isReplacing }: { role: PlannedRole; isReplacing: boolean }) {
  const { t } = useLingui()
  switch (role.state) {
    case 'new':
      return <Badge tone="ok">{t`new`}</Badge>
    case 'same':
      return <Badge>{t`the same`}</Badge>
    case 'different':
      return isReplacing ? <Badge tone="warn">{t`replaced`}</Badge> : <Badge>{t`different, kept`}</Badge>
    case 'unknown':
      return <Badge>{t`not readable, kept`}</Badge>
  }
}
