import { useLingui } from '@lingui/react/macro'
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import { roleNames } from '../../../../electron/contract/kubernetesNames.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { changedFields, conflicts, type RoleDraft, type RoleField } from './roleDraft.ts'
import changes from './shared/changes.module.css'

export interface NewerRoleProps {
  readonly draft: RoleDraft
  readonly theirs: RoleSettings
  readonly onMerge: () => void
  readonly onTakeTheirs: () => void
}

/** Someone else has saved the role that is edited here: what they changed, and the choices. */
export function NewerRole({ draft, theirs, onMerge, onTakeTheirs }: NewerRoleProps) {
  const { t } = useLingui()
  const changed = draft.base === null ? [] : changedFields(draft.base, theirs)
  const both = new Set(conflicts(draft, theirs))
  return (
    <Banner
      tone="warn"
      title={t`Someone else saved a newer version of this role.`}
      action={
        <>
          <Button size="small" onPress={onTakeTheirs}>{t`Take theirs`}</Button>
          <Button size="small" variant="primary" onPress={onMerge}>{t`Reapply my changes`}</Button>
        </>
      }
    >
      {t`Your changes aren't saved yet. Changed by the other person:`}
      <ul className={changes['changes']}>
        {changed.map((field) => (
          <li key={field}>
            <code>{nameOf(field)}</code>: {textOf(draft.base?.[field])} → {textOf(theirs[field])}
            {both.has(field) && <strong> {t`yours: ${textOf(draft.settings[field])}`}</strong>}
          </li>
        ))}
      </ul>
    </Banner>
  )
}

export const nameOf = (field: RoleField): string => (field === 'more' ? field : roleNames[field])

export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.join(', ')
  return value === '' || value === null || value === undefined ? '—' : JSON.stringify(value)
}
