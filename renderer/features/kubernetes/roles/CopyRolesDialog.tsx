/** Copies roles to another mount, of this server or of another connection. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionList } from '../../../lib/queries/connections.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Problem } from '../../../ui/Problem.tsx'
import { Select } from '../../../ui/Select.tsx'
import { kubernetesMounts } from '../queries.ts'
import type { NamedRole } from './formats/namedRole.ts'
import type { RoleDialogProps } from './roleDialog.ts'
import styles from './RolePage.module.css'
import { RolePlan } from './RolePlan.tsx'

export function CopyRolesDialog({
  profileId,
  mount,
  roles,
  onClose,
  onDone,
}: RoleDialogProps & { roles: readonly NamedRole[] }) {
  const { t } = useLingui()
  const { data: profiles = [] } = useQuery(connectionList)
  const [target, setTarget] = useState(profileId)
  const [chosen, setChosen] = useState<string | null>(null)
  const identity = useQuery(signedInIdentity(target))
  const isSignedIn = identity.data !== undefined && identity.data !== null
  const mounts = useQuery({ ...kubernetesMounts(target), enabled: isSignedIn })
  const options = (mounts.data?.mounts ?? []).filter(({ path }) => target !== profileId || path !== mount)
  const to = options.some(({ path }) => path === chosen) ? chosen : null
  const [only] = roles

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="large"
      title={roles.length === 1 && only !== undefined ? t`Copy ${only.name} to…` : t`Copy ${roles.length} roles to…`}
    >
      <div className={styles['stack']}>
        <Select
          label={t`Connection`}
          options={profiles.map(({ id, name }) => ({ value: id, label: name }))}
          value={target}
          onChange={(next) => {
            setTarget(next)
            setChosen(null)
          }}
        />
        {!isSignedIn && !identity.isPending && (
          <p className={styles['quiet']}>{t`Nobody is signed in there: open that connection and sign in first.`}</p>
        )}
        {mounts.isError && <Problem problem={mounts.error} needs={{ capability: 'read', path: 'sys/auth' }} />}
        {mounts.data !== undefined && options.length === 0 && (
          <p className={styles['quiet']}>{t`There is no other mount of Kubernetes auth there.`}</p>
        )}
        {options.length > 0 && (
          <Select
            label={t`Mount`}
            options={options.map(({ path, description }) => ({ value: path, label: path, description }))}
            value={to}
            onChange={setChosen}
          />
        )}
        {to !== null && (
          <RolePlan
            key={`${target} ${to}`}
            profileId={target}
            mount={to}
            wanted={roles}
            onDone={() => {
              onDone()
              onClose()
            }}
          />
        )}
      </div>
    </Dialog>
  )
}
