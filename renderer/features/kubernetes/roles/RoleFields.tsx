/** Every field of a role. API: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#create-update-role */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FormSection, FormWide } from '../../../ui/FormLayout.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TagField } from '../../../ui/TagField.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { KeptFields } from '../KeptFields.tsx'
import { ClusterNamesButton } from '../cluster/ClusterNames.tsx'
import type { KnownNames } from './knownNames.ts'
import type { RoleField } from './roleDraft.ts'
import { TtlField } from './TtlField.tsx'

export interface RoleFieldsProps {
  readonly profileId: string
  readonly settings: RoleSettings
  readonly onChange: (changes: Partial<RoleSettings>) => void
  /** Returns the error of a field; false for none. */
  readonly errorOf: (field: RoleField) => string | false
  readonly known: KnownNames
}

export function RoleFields({ profileId, settings, onChange, errorOf, known }: RoleFieldsProps) {
  const { t } = useLingui()
  const policies = useQuery({ ...policyNames(profileId), retry: false })
  const doubtful = useMemo(() => {
    const names = policies.data
    const missing = (name: string) => name !== 'root' && !(names ?? []).includes(name)
    return new Set(names === undefined ? [] : settings.policies.filter(missing))
  }, [policies.data, settings.policies])
  const mount = t`Empty: as long as the mount lets it.`
  return (
    <>
      <FormSection title={t`Which pods`}>
        <FormWide>
          <ClusterNamesButton profileId={profileId} />
        </FormWide>
        <TagField
          label={t`Service accounts`}
          description={t`Names or patterns; * alone for every one.`}
          isRequired
          values={settings.serviceAccounts}
          onChange={(serviceAccounts) => onChange({ serviceAccounts: [...serviceAccounts] })}
          suggestions={known.serviceAccounts}
          error={errorOf('serviceAccounts')}
        />
        <TagField
          label={t`Namespaces`}
          description={t`Names or patterns; * alone for every one.`}
          values={settings.namespaces}
          onChange={(namespaces) => onChange({ namespaces: [...namespaces] })}
          suggestions={known.namespaces}
          error={errorOf('namespaces')}
        />
        <FormWide>
          <TextArea
            label={t`Selector of namespaces by their labels`}
            description={t`JSON or YAML, beside the names: either is enough. The reviewer must be allowed to read namespaces.`}
            placeholder={'matchLabels:\n  team: shop'}
            mono
            rows={3}
            value={settings.namespaceSelector}
            onChange={(namespaceSelector) => onChange({ namespaceSelector })}
            error={errorOf('namespaceSelector')}
          />
        </FormWide>
        <FormWide>
          <TextField
            label={t`Audience`}
            description={t`The token must be made for it. Empty: any token of the account works.`}
            mono
            value={settings.audience}
            onChange={(audience) => onChange({ audience })}
            error={errorOf('audience')}
          />
        </FormWide>
      </FormSection>

      <FormSection title={t`What they get`}>
        <FormWide>
          <TagField
            label={t`Policies`}
            values={settings.policies}
            onChange={(names) => onChange({ policies: names.map((name) => name.toLowerCase()) })}
            suggestions={policies.data}
            error={errorOf('policies')}
            doubtful={doubtful}
            doubt={t`there is no such policy`}
          />
        </FormWide>
        <FormWide>
          <Checkbox
            isSelected={settings.noDefaultPolicy}
            onChange={(noDefaultPolicy) => onChange({ noDefaultPolicy })}
            description={t`Without it a token may not even look itself up or renew itself.`}
          >
            {t`Leave the default policy out`}
          </Checkbox>
        </FormWide>
        <Select
          label={t`Type of token`}
          options={[
            { value: 'default', label: t`As the mount says` },
            { value: 'service', label: t`Service` },
            { value: 'batch', label: t`Batch: cannot be renewed or revoked` },
            { value: 'default-service', label: t`Service unless the mount says batch` },
            { value: 'default-batch', label: t`Batch unless the mount says service` },
          ]}
          value={settings.tokenType}
          onChange={(tokenType) => onChange({ tokenType })}
        />
        <NumberField
          label={t`Uses of a token`}
          description={t`0: without a limit.`}
          minValue={0}
          value={settings.numUses}
          onChange={(numUses) => onChange({ numUses: Number.isNaN(numUses) ? 0 : Math.round(numUses) })}
          error={errorOf('numUses')}
        />
      </FormSection>

      <FormSection title={t`For how long`}>
        <TtlField
          label={t`Time to live`}
          seconds={settings.ttl}
          onChange={(ttl) => onChange({ ttl })}
          whenNone={mount}
          error={errorOf('ttl')}
        />
        <TtlField
          label={t`Maximum, with renewals`}
          seconds={settings.maxTtl}
          onChange={(maxTtl) => onChange({ maxTtl })}
          whenNone={mount}
          error={errorOf('maxTtl')}
        />
        <TtlField
          label={t`Period`}
          seconds={settings.period}
          onChange={(period) => onChange({ period })}
          whenNone={t`Empty: a token ends at its maximum. Else it can be renewed for ever.`}
          error={errorOf('period')}
        />
        <TtlField
          label={t`Explicit maximum`}
          seconds={settings.explicitMaxTtl}
          onChange={(explicitMaxTtl) => onChange({ explicitMaxTtl })}
          whenNone={t`Empty: none. Else it holds whatever is changed later.`}
          error={errorOf('explicitMaxTtl')}
        />
      </FormSection>

      <FormSection title={t`From where, and who they are`}>
        <FormWide>
          <TagField
            label={t`Networks`}
            description={t`CIDR blocks or addresses from which the sign-in and the token work. Empty: from anywhere.`}
            placeholder="10.0.0.0/8"
            values={settings.boundCidrs}
            onChange={(boundCidrs) => onChange({ boundCidrs: [...boundCidrs] })}
            error={errorOf('boundCidrs')}
          />
        </FormWide>
        {settings.strictlyBindIp !== null && (
          <FormWide>
            <Checkbox isSelected={settings.strictlyBindIp} onChange={(strictlyBindIp) => onChange({ strictlyBindIp })}>
              {t`The token works only from the address that signed in`}
            </Checkbox>
          </FormWide>
        )}
        <FormWide>
          {settings.aliasNameSource !== null && (
            <RadioGroup
              label={t`Name of the identity's alias`}
              options={[
                {
                  value: 'serviceaccount_uid',
                  label: t`UID of the service account`,
                  description: t`An account that is deleted and made again is somebody new.`,
                },
                {
                  value: 'serviceaccount_name',
                  label: t`Namespace and name`,
                  description: t`Readable in policies and audit logs; made again, it is the same one.`,
                },
              ]}
              value={settings.aliasNameSource}
              onChange={(aliasNameSource) => onChange({ aliasNameSource })}
            />
          )}
        </FormWide>
        <KeptFields fields={settings.more} />
      </FormSection>
    </>
  )
}
