import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { type FormEvent, type ReactNode, useMemo, useState } from 'react'
import type { Role } from '../../../../electron/contract/kubernetes.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { formatDuration } from '../../../lib/format.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { focusInvalid } from '../../../ui/focusInvalid.ts'
import { FormActions, FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { NotKeptNotice } from '../../../components/NotKeptNotice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesMounts, kubernetesRoles } from '../queries.ts'
import { useClusterNames } from '../cluster/ClusterNames.tsx'
import { namesIn } from './knownNames.ts'
import { NewerRole } from './NewerRole.tsx'
import { RenameDialog } from './RenameDialog.tsx'
import { RoleActions, type RoleAction } from './RoleActions.tsx'
import type { RoleDraft, RoleField } from './roleDraft.ts'
import { RoleFields } from './RoleFields.tsx'
import { nameProblems, settingsProblems } from './roleRules.ts'
import styles from './RoleEditor.module.css'
import { RoleSide } from './RoleSide.tsx'
import { isSelector, useYaml } from './selector.ts'
import { useRoleEditing } from './useRoleEditing.ts'
import { useRuleWords } from './useRuleWords.ts'

export interface RoleEditorProps {
  readonly profileId: string
  readonly mount: string
  readonly stored: Role | null
  /** Whether someone else removed it while it is edited here. */
  readonly isGone: boolean
  readonly start: RoleDraft
  readonly fresh: RoleDraft
  readonly address: DraftAddress
  /** Notices above the form. */
  readonly notice?: ReactNode
}

export function RoleEditor({ profileId, mount, stored, isGone, start, fresh, address, notice }: RoleEditorProps) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const wordsOf = useRuleWords()
  const list = useQuery(kubernetesRoles(profileId, mount))
  const { data: mounts } = useQuery(kubernetesMounts(profileId))
  const [wasTried, setTried] = useState(false)
  const [action, setAction] = useState<RoleAction | 'rename' | null>(null)
  const isNew = fresh.base === null
  const editing = useRoleEditing({
    profileId,
    mount,
    stored,
    start,
    fresh,
    address,
    onSaved: (role) => go(routes.kubernetesRole(profileId, mount, role.name), { replace: true }),
  })
  const { draft, isTouched, isSaving, problem, theirs } = editing
  const { settings } = draft
  useUnsavedWork('edit', isTouched ? draft.name || t`New role` : null)
  const yaml = useYaml(settings.namespaceSelector.trim() !== '')
  const ofCluster = useClusterNames(profileId, settings.namespaces)
  const ofRoles = useMemo(() => namesIn(list.data), [list.data])
  const known = {
    serviceAccounts: [...new Set([...ofCluster.serviceAccounts, ...ofRoles.serviceAccounts])],
    namespaces: [...new Set([...ofCluster.namespaces, ...ofRoles.namespaces])],
  }
  const mountMax = mounts?.mounts.find(({ path }) => path === mount)?.maxLeaseTtl ?? 0

  const found = [
    ...(isNew ? nameProblems(draft.name) : []),
    ...settingsProblems(settings, mountMax),
    ...(isSelector(settings.namespaceSelector, yaml)
      ? []
      : [{ field: 'namespaceSelector', code: 'selector-not-an-object', isRefused: true } as const]),
  ]
  const isTaken = isNew && list.data?.names.includes(draft.name.toLowerCase()) === true
  const errorOf = (field: RoleField | 'name'): string | false => {
    const first = found.find((each) => each.field === field && each.isRefused)
    if (first === undefined) return false
    // A missing value is not an error before the first save.
    if (!wasTried && first.code.endsWith('-needed')) return false
    return wordsOf(first.code, first.detail)
  }
  const isRefused = found.some((each) => each.isRefused) || isTaken

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (isRefused) focusInvalid(event.currentTarget)
    else if (!isSaving) void editing.save()
  }

  const title = isNew ? t`New role` : draft.name
  return (
    <Page labelledBy="role-title" scrolls>
      <PageHeader id="role-title" title={isNew ? title : <code>{title}</code>}>
        {isTouched && <Badge tone="accent">{t`not saved`}</Badge>}
        <Button type="submit" form="role-form" variant="primary" isPending={isSaving} isDisabled={!isTouched && !isNew}>
          {isNew ? t`Create role` : t`Save role`}
        </Button>
        {stored !== null && (
          <Menu
            label={t`Actions for ${stored.name}`}
            placement="bottom end"
            trigger={
              <IconButton label={t`Actions for ${stored.name}`}>
                <Ellipsis size={16} />
              </IconButton>
            }
            groups={[
              {
                items: [
                  {
                    id: 'like',
                    label: t`Duplicate role`,
                    href: routes.newKubernetesRole(profileId, mount, stored.name),
                  },
                  { id: 'rename', label: t`Rename…`, isDisabled: isTouched, onAction: () => setAction('rename') },
                  {
                    id: 'copy',
                    label: t`Copy to…`,
                    onAction: () => setAction({ kind: 'copy', names: [stored.name] }),
                  },
                  {
                    id: 'export',
                    label: t`Export…`,
                    onAction: () => setAction({ kind: 'export', names: [stored.name] }),
                  },
                ],
              },
              {
                items: [
                  {
                    id: 'delete',
                    label: t`Delete…`,
                    isDanger: true,
                    onAction: () => setAction({ kind: 'delete', names: [stored.name] }),
                  },
                ],
              },
            ]}
          />
        )}
      </PageHeader>
      <NotKeptNotice keeper={editing.keeper} />
      {notice}
      {isGone && (
        <Banner tone="warn" title={t`Someone else deleted this role.`}>
          {t`Your text is kept, but you can't save it to a role that no longer exists. Create the role again under the same name.`}{' '}
          <Button size="small" onPress={() => editing.change({ base: null })}>{t`Create role again`}</Button>
        </Banner>
      )}
      {theirs !== null && (
        <NewerRole draft={draft} theirs={theirs} onMerge={editing.merge} onTakeTheirs={editing.discard} />
      )}
      {stored !== null && stored.older.length > 0 && (
        <Banner title={t`This role was written with older field names: ${stored.older.join(', ')}.`}>
          {t`The values are kept; saving writes the newer names.`}
        </Banner>
      )}
      <div className={styles['columns']}>
        <form id="role-form" className={styles['form']} onSubmit={submit} noValidate>
          <FormLayout>
            {isNew && (
              <FormWide>
                <TextField
                  label={t`Role name`}
                  description={
                    found.some(({ code }) => code === 'name-capitals')
                      ? wordsOf('name-capitals')
                      : t`Pods sign in with this name.`
                  }
                  mono
                  isRequired
                  autoFocus
                  value={draft.name}
                  onChange={(name) => editing.change({ name })}
                  error={
                    errorOf('name') || (isTaken && t`A role with this name already exists. To change it, open it.`)
                  }
                />
              </FormWide>
            )}
            <RoleFields
              profileId={profileId}
              settings={settings}
              onChange={(changes) => editing.change({ settings: { ...settings, ...changes } })}
              errorOf={errorOf}
              known={known}
            />
          </FormLayout>
          {problem !== null && theirs === null && (
            <Problem
              problem={problem}
              needs={{ capability: isNew ? 'create' : 'update', path: `auth/${mount}role/${draft.name}` }}
            />
          )}
          <FormActions>
            <Button type="submit" variant="primary" isPending={isSaving} isDisabled={!isTouched && !isNew}>
              {isNew ? t`Create role` : t`Save role`}
            </Button>
            {isTouched && <Button onPress={editing.discard}>{t`Discard changes`}</Button>}
            {wasTried && isRefused && (
              <span className={styles['warn']} role="alert">{t`Nothing was saved. Fix the highlighted fields.`}</span>
            )}
          </FormActions>
        </form>
        <RoleSide
          profileId={profileId}
          mount={mount}
          name={draft.name}
          settings={settings}
          list={list.data}
          isStored={stored !== null && !isGone}
        />
      </div>
      {mountMax > 0 && settings.maxTtl > mountMax && (
        <Banner
          tone="warn"
          title={t`The mount limits tokens to ${formatDuration(mountMax, i18n.locale)}, even if the role allows more.`}
        />
      )}
      {action === 'rename' && stored !== null && (
        <RenameDialog
          profileId={profileId}
          mount={mount}
          role={stored}
          taken={list.data?.names ?? []}
          onClose={() => setAction(null)}
        />
      )}
      {action !== null && action !== 'rename' && stored !== null && (
        <RoleActions
          profileId={profileId}
          mount={mount}
          list={{ names: [stored.name], roles: new Map([[stored.name, stored]]), failed: new Map(), isWhole: true }}
          action={action}
          onClose={() => setAction(null)}
          onDone={() => {
            if (action.kind === 'delete') go(routes.kubernetesMount(profileId, mount), { replace: true })
          }}
        />
      )}
    </Page>
  )
}
