/** Copies roles to another mount, of this server or of another connection. */
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mountPathProblem, toMountPath } from '../../../lib/mountPath.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesMounts } from '../queries.ts'
import type { NamedRole } from './formats/namedRole.ts'
import type { RoleDialogProps } from './roleDialog.ts'
import styles from './CopyRolesDialog.module.css'
import changes from './shared/changes.module.css'
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
  /** The path of a mount that is in no list. */
  const [typed, setTyped] = useState<string | null>(null)
  const identity = useQuery(signedInIdentity(target))
  const isSignedIn = identity.data !== undefined && identity.data !== null
  // Fresh: a server may have been sealed since the last read.
  const mounts = useQuery({ ...kubernetesMounts(target), enabled: isSignedIn, staleTime: 0 })
  const isReady = mounts.data !== undefined && !mounts.isError
  const isPartial = mounts.data?.complete === false
  const places = useQuery({ ...keptPlaces(target), enabled: isSignedIn && isPartial })
  const isOther = (path: string) => target !== profileId || path !== mount
  const listed = (mounts.data?.mounts ?? []).filter(({ path }) => isOther(path))
  const kept = (isPartial ? (places.data?.authMounts ?? []) : [])
    .filter((path) => isOther(path) && listed.every((each) => each.path !== path))
    .map((path) => ({ path, description: '' }))
  const options = [...listed, ...kept]
  const to = options.some(({ path }) => path === chosen) || (chosen !== null && chosen === typed) ? chosen : null
  const [only] = roles

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="large"
      title={
        roles.length === 1 && only !== undefined
          ? t`Copy ${only.name} to…`
          : t`${plural(roles.length, { one: 'Copy # role to…', other: 'Copy # roles to…' })}`
      }
    >
      <div className={changes['stack']}>
        <Select
          label={t`Connection`}
          options={profiles.map(({ id, name }) => ({ value: id, label: name }))}
          value={target}
          onChange={(next) => {
            setTarget(next)
            setChosen(null)
            setTyped(null)
          }}
        />
        {!isSignedIn && !identity.isPending && (
          <p className={changes['quiet']}>{t`You aren't signed in to that connection. Open it and sign in first.`}</p>
        )}
        {mounts.isError && <Problem problem={mounts.error} needs={{ capability: 'read', path: 'sys/auth' }} />}
        {isReady && !isPartial && options.length === 0 && (
          <p className={changes['quiet']}>{t`That server has no other Kubernetes auth mount.`}</p>
        )}
        {isReady && options.length > 0 && (
          <Select
            label={t`Mount`}
            options={options.map(({ path, description }) => ({ value: path, label: path, description }))}
            value={to}
            onChange={setChosen}
          />
        )}
        {isReady && isPartial && (
          <TypeMount
            onOpen={(path) => {
              setTyped(path)
              setChosen(path)
            }}
          />
        )}
        {isReady && to !== null && (
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

/** For tokens that may not list the auth methods there. */
function TypeMount({ onOpen }: { onOpen: (mount: string) => void }) {
  const { t } = useLingui()
  const [path, setPath] = useState('')
  const bare = path.trim().replace(/^\/?auth\//, '')
  const isLegal = mountPathProblem(bare) === null
  return (
    <form
      className={styles['typed']}
      onSubmit={(event) => {
        event.preventDefault()
        if (isLegal) onOpen(toMountPath(bare))
      }}
    >
      <TextField
        label={t`Mount path`}
        description={t`You need permission to list the auth methods there. Enter the mount's path.`}
        mono
        value={path}
        onChange={setPath}
      />
      <Button type="submit" disabledReason={isLegal ? undefined : t`Type a path first`}>{t`Check`}</Button>
    </form>
  )
}
