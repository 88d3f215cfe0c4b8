/** Templates for an empty policy. */
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { policyTemplate, type PolicyTemplateName, policyTemplateNames } from '../../../../policy/policyTemplates.ts'
import { policyText } from '../../../../policy/writing.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import ruleForm from '../shared/ruleForm.module.css'
import type { Setting } from '../worker/protocol.ts'

export function StartWith({ setting, onReplace }: { setting: Setting; onReplace: (text: string) => void }) {
  const { t } = useLingui()
  const [name, setName] = useState<PolicyTemplateName>('app')
  const [folder, setFolder] = useState('')
  const engines = setting.mounts.filter(({ type }) => type === 'kv')
  const methods = setting.mounts.filter(({ type, path }) => type === 'kubernetes' && path.startsWith('auth/'))
  const [chosenMount, setMount] = useState<string | null>(null)
  const [chosenMethod, setMethod] = useState<string | null>(null)
  const mount = engines.find(({ path }) => path === chosenMount) ?? engines[0]
  const method = methods.find(({ path }) => path === chosenMethod) ?? methods[0]
  const words: Readonly<Record<PolicyTemplateName, { label: string; description: string }>> = {
    app: { label: t`Read-only app`, description: t`Reads the secrets of a folder` },
    ci: { label: t`CI writer`, description: t`Sets values, but can't read them` },
    owner: { label: t`Owner of a folder`, description: t`Reads, writes, deletes and destroys all secrets of a folder` },
    kubernetes: { label: t`Kubernetes app`, description: t`One folder per service account` },
    operator: {
      label: t`Operator`,
      description: t`Manages secrets engines and leases; reads no secrets, grants no access`,
    },
    administrator: {
      label: t`Administrator`,
      description: t`Manages access for everyone, and can therefore gain full access, like root`,
    },
    default: {
      label: t({ message: 'default', context: 'Policy' }),
      description: t`What every token can do with itself`,
    },
  }
  const needsMount = name !== 'operator' && name !== 'administrator' && name !== 'default'
  const clean = folder.replaceAll(/^\/+|\/+$/g, '')
  function take(): void {
    const rules = policyTemplate(name, {
      mount: mount?.path ?? 'secret/',
      version: mount === undefined ? 2 : (mount.version ?? 1),
      folder: clean === '' ? '' : `${clean}/`,
      accessor: method?.accessor ?? 'ACCESSOR',
    })
    const { label, description } = words[name]
    onReplace(`# ${label}: ${description}\n${policyText(rules)}`)
  }
  return (
    <section className={ruleForm['form']} aria-label={t`Start from a template`}>
      <Select
        label={t`Start from a template`}
        value={name}
        onChange={setName}
        options={policyTemplateNames.map((value) => ({ value, ...words[value] }))}
      />
      {needsMount && engines.length > 0 && (
        <Select
          label={t`Engine`}
          value={mount?.path ?? null}
          onChange={setMount}
          options={engines.map(({ path, version }) => ({
            value: path,
            label: path,
            description: version === 2 ? t`KV 2` : t`KV 1`,
          }))}
        />
      )}
      {needsMount && (
        <TextField
          label={t`Folder`}
          value={folder}
          onChange={setFolder}
          mono
          description={t`Leave blank for the whole engine.`}
        />
      )}
      {name === 'kubernetes' && methods.length > 0 && (
        <Select
          label={t`Auth method`}
          value={method?.path ?? null}
          onChange={setMethod}
          options={methods.map(({ path }) => ({ value: path, label: path }))}
        />
      )}
      <div className={ruleForm['end']}>
        <Button variant="primary" size="small" onPress={take}>
          {t`Insert template`}
        </Button>
      </div>
    </section>
  )
}
