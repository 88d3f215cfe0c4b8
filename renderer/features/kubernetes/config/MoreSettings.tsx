import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { KubernetesConfig } from '../../../../electron/contract/kubernetes.ts'
import { configNames } from '../../../../electron/contract/kubernetesNames.ts'
import { holdsPrivateKey } from '../../../../electron/contract/text/pem.ts'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FormSection, FormWide } from '../../../ui/FormLayout.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { KeptFields } from '../KeptFields.tsx'
import { pemBlocks } from './configForm.ts'
import styles from './MoreSettings.module.css'

/** Fields of the configuration that are rarely needed. */
export function MoreSettings({
  config,
  onChange,
}: {
  config: KubernetesConfig
  onChange: (changes: Partial<KubernetesConfig>) => void
}) {
  const { t } = useLingui()
  const [pems, setPems] = useState({ text: config.pemKeys.join('\n'), keys: config.pemKeys })
  // Set from outside: by someone else's save, or by discarding.
  if (pems.keys !== config.pemKeys && pems.keys.join('\n') !== config.pemKeys.join('\n'))
    setPems({ text: config.pemKeys.join('\n'), keys: config.pemKeys })
  const isUnread = pems.text.trim() !== '' && pemBlocks(pems.text).length === 0
  return (
    <FormSection title={t`More settings`}>
      <FormWide>
        <TextArea
          label={t`Public keys for service account signatures`}
          description={t`pem_keys: PEM keys or certificates. With them, Vault checks signatures before it asks Kubernetes.`}
          mono
          rows={3}
          value={pems.text}
          onChange={(text) => {
            const keys = pemBlocks(text)
            setPems({ text, keys })
            onChange({ pemKeys: keys })
          }}
          error={
            (holdsPrivateKey(pems.text) &&
              t`This text contains a private key, and others can read these settings. Enter only the public key.`) ||
            (isUnread && t`This text contains no PEM block.`)
          }
        />
      </FormWide>
      {config.annotationsAsAliasMetadata !== null && (
        <FormWide>
          <Checkbox
            isSelected={config.annotationsAsAliasMetadata}
            onChange={(annotationsAsAliasMetadata) => onChange({ annotationsAsAliasMetadata })}
            description={t`use_annotations_as_alias_metadata: copies annotations that start with vault.hashicorp.com/alias-metadata-. Vault then reads service accounts from Kubernetes.`}
          >
            {t`Copy service account annotations to alias metadata`}
          </Checkbox>
        </FormWide>
      )}
      <TextField
        label={t`Issuer (deprecated)`}
        description={t`A later version of the server will remove this field.`}
        mono
        value={config.issuer}
        onChange={(issuer) => onChange({ issuer })}
      />
      <Checkbox
        isSelected={!config.disableIssValidation}
        onChange={(validates) => onChange({ disableIssValidation: !validates })}
        description={t`Kubernetes checks the issuer anyway. Strongroom sets disable_iss_validation unless this is selected.`}
      >
        {t`Vault checks the issuer itself (deprecated)`}
      </Checkbox>
      <KeptFields fields={config.more} />
      <FormWide>
        <p className={styles['more']}>
          <code>
            {configNames.disableLocalCaJwt}={String(config.disableLocalCaJwt)}
          </code>
        </p>
      </FormWide>
    </FormSection>
  )
}
