/** The namespace and name of a service account, completed from a cluster. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { namespaceNames, serviceAccountNames } from './queries.ts'

export interface ServiceAccount {
  readonly namespace: string
  readonly account: string
}

export function ServiceAccountFields({
  access,
  value: { namespace, account },
  onChange,
}: {
  readonly access: ClusterAccess
  readonly value: ServiceAccount
  readonly onChange: (value: ServiceAccount) => void
}) {
  const { t } = useLingui()
  const namespaces = useQuery(namespaceNames(access))
  const accounts = useQuery(serviceAccountNames(access, namespace))
  return (
    <>
      {namespaces.isError && <CallProblem problem={namespaces.error} />}
      <ComboBox
        label={t({ message: 'Namespace', context: 'Kubernetes' })}
        mono
        value={namespace}
        onChange={(next) => onChange({ namespace: next, account })}
        options={optionsOf(namespaces.data)}
      />
      <ComboBox
        label={t`Service account`}
        mono
        value={account}
        onChange={(next) => onChange({ namespace, account: next })}
        options={optionsOf(accounts.data)}
      />
    </>
  )
}

const optionsOf = (names: readonly string[] = []) => names.map((name) => ({ value: name, label: name }))
