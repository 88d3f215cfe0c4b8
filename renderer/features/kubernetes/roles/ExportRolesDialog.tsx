/** Roles as a file or as commands, to read, copy and save. */
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleFileNames, type RoleFormat } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { deliver } from '../../../lib/savedFile.ts'
import { Button } from '../../../ui/Button.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { showToast } from '../../../ui/toasts.ts'
import type { NamedRole } from './formats/namedRole.ts'
import { rolesAsText } from './formats/queries.ts'
import type { RoleDialogProps } from './roleDialog.ts'
import styles from './ExportRolesDialog.module.css'
import changes from './shared/changes.module.css'

/** Shown characters of a long text; the file has all of it. */
const maxShown = 40_000

export function ExportRolesDialog({
  profileId,
  mount,
  roles,
  onClose,
}: RoleDialogProps & { roles: readonly NamedRole[] }) {
  const { t } = useLingui()
  const { data: status } = useQuery(serverStatus(profileId))
  const [format, setFormat] = useState<RoleFormat>('json')
  const [problem, setProblem] = useState<unknown>(null)
  const program = status?.product === 'openbao' ? 'bao' : 'vault'
  const { data: text = '' } = useQuery(rolesAsText(profileId, mount, { format, roles, program }))

  async function save() {
    try {
      const saved = await deliver(bridge.kubernetes.exportRoles({ format, text }))
      if (saved?.how === 'written') showToast({ title: t`Written to ${saved.where}`, tone: 'ok' })
    } catch (thrown) {
      setProblem(thrown)
    }
  }

  const [only] = roles
  const title =
    roles.length === 1 && only !== undefined
      ? t`Export ${only.name}`
      : t`${plural(roles.length, { one: 'Export # role', other: 'Export # roles' })}`
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="large"
      title={title}
      footer={
        <>
          <Button onPress={onClose}>{t`Close`}</Button>
          <Button variant="primary" onPress={() => void save()}>{t`Save as ${roleFileNames[format]}`}</Button>
        </>
      }
    >
      <div className={changes['stack']}>
        <RadioGroup
          label={t`Format`}
          look="segments"
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'yaml', label: 'YAML' },
            { value: 'commands', label: `${program} write` },
            { value: 'terraform', label: 'Terraform' },
          ]}
          value={format}
          onChange={setFormat}
        />
        <div className={styles['text']}>
          <CodeBlock label={t`Exported roles`} onCopy={() => navigator.clipboard.writeText(text)}>
            {text.length > maxShown ? `${text.slice(0, maxShown)}\n…` : text}
          </CodeBlock>
        </div>
        {problem !== null && <Problem problem={problem} />}
      </div>
    </Dialog>
  )
}
