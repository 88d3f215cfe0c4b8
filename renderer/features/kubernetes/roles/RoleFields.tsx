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
  const mount = t`Leave blank to use the mount's TTL.`
  return (
    <>
      <FormSection title={t`Who can sign in`}>
        <FormWide>
          <ClusterNamesButton profileId={profileId} />
        </FormWide>
        <TagField
          label={t`Service accounts`}
          description={t`Names or patterns; enter only * for all.`}
          isRequired
          values={settings.serviceAccounts}
          onChange={(serviceAccounts) => onChange({ serviceAccounts: [...serviceAccounts] })}
          suggestions={known.serviceAccounts}
          error={errorOf('serviceAccounts')}
        />
        <TagField
          label={t`Namespaces`}
          description={t`Names or patterns; enter only * for all.`}
          values={settings.namespaces}
          onChange={(namespaces) => onChange({ namespaces: [...namespaces] })}
          suggestions={known.namespaces}
          error={errorOf('namespaces')}
        />
        <FormWide>
          <TextArea
            label={t`Namespace label selector`}
            description={t`JSON or YAML. A namespace matches by name or by selector. The reviewer needs permission to read namespaces.`}
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
            description={t`Tokens must be issued for this audience. Leave blank to accept any token of the service account.`}
            mono
            value={settings.audience}
            onChange={(audience) => onChange({ audience })}
            error={errorOf('audience')}
          />
        </FormWide>
      </FormSection>

      <FormSection title={t`Token permissions`}>
        <FormWide>
          <TagField
            label={t`Policies`}
            values={settings.policies}
            onChange={(names) => onChange({ policies: names.map((name) => name.toLowerCase()) })}
            suggestions={policies.data}
            error={errorOf('policies')}
            doubtful={doubtful}
            doubt={t`policy doesn't exist`}
          />
        </FormWide>
        <FormWide>
          <Checkbox
            isSelected={settings.noDefaultPolicy}
            onChange={(noDefaultPolicy) => onChange({ noDefaultPolicy })}
            description={t`Without the default policy, a token can't even look up or renew itself.`}
          >
            {t`Exclude default policy`}
          </Checkbox>
        </FormWide>
        <Select
          label={t`Token type`}
          options={[
            { value: 'default', label: t`Mount default` },
            { value: 'service', label: t`Service` },
            { value: 'batch', label: t`Batch: can't be renewed or revoked` },
            { value: 'default-service', label: t`Service unless the mount sets batch` },
            { value: 'default-batch', label: t`Batch unless the mount sets service` },
          ]}
          value={settings.tokenType}
          onChange={(tokenType) => onChange({ tokenType })}
        />
        <NumberField
          label={t`Token use limit`}
          description={t`0 = unlimited.`}
          minValue={0}
          value={settings.numUses}
          onChange={(numUses) => onChange({ numUses: Number.isNaN(numUses) ? 0 : Math.round(numUses) })}
          error={errorOf('numUses')}
        />
      </FormSection>

      <FormSection title={t`Token lifetime`}>
        <TtlField
          label={t`TTL`}
          seconds={settings.ttl}
          onChange={(ttl) => onChange({ ttl })}
          whenNone={mount}
          error={errorOf('ttl')}
        />
        <TtlField
          label={t`Maximum TTL`}
          seconds={settings.maxTtl}
          onChange={(maxTtl) => onChange({ maxTtl })}
          whenNone={mount}
          error={errorOf('maxTtl')}
        />
        <TtlField
          label={t`Period`}
          seconds={settings.period}
          onChange={(period) => onChange({ period })}
          whenNone={t`Leave blank to end tokens at the maximum TTL. With a period, tokens can be renewed indefinitely.`}
          error={errorOf('period')}
        />
        <TtlField
          label={t`Explicit maximum TTL`}
          seconds={settings.explicitMaxTtl}
          onChange={(explicitMaxTtl) => onChange({ explicitMaxTtl })}
          whenNone={t`A hard limit that renewals and later changes can't extend. Leave blank for none.`}
          error={errorOf('explicitMaxTtl')}
        />
      </FormSection>

      <FormSection title={t`Network and identity`}>
        <FormWide>
          <TagField
            label={t`Networks`}
            description={t`CIDR blocks or addresses that sign-ins and tokens are accepted from. Leave blank to accept any.`}
            placeholder="10.0.0.0/8"
            values={settings.boundCidrs}
            onChange={(boundCidrs) => onChange({ boundCidrs: [...boundCidrs] })}
            error={errorOf('boundCidrs')}
          />
        </FormWide>
        {settings.strictlyBindIp !== null && (
          <FormWide>
            <Checkbox isSelected={settings.strictlyBindIp} onChange={(strictlyBindIp) => onChange({ strictlyBindIp })}>
              {t`Limit tokens to the address that signed in`}
            </Checkbox>
          </FormWide>
        )}
        <FormWide>
          {settings.aliasNameSource !== null && (
            <RadioGroup
              label={t`Identity alias name`}
              options={[
                {
                  value: 'serviceaccount_uid',
                  label: t`Service account UID`,
                  description: t`A service account that is deleted and created again gets a new identity.`,
                },
                {
                  value: 'serviceaccount_name',
                  label: t`Namespace and name`,
                  description: t`Readable in policies and audit logs. A service account that is created again keeps its identity.`,
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
