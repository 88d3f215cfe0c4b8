/** Names of a cluster for a form to complete from. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useIsFetching, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Spinner } from '../../../ui/Spinner.tsx'
import { ClusterDialog } from './ClusterDialog.tsx'
import fields from './shared/fields.module.css'
import { awaitedOfCluster, namespaceNames, serviceAccountNames } from './queries.ts'
import { useChosenCluster } from './useChosenCluster.ts'

export interface ClusterNames {
  readonly namespaces: readonly string[]
  readonly serviceAccounts: readonly string[]
}

/** Service accounts of further namespaces are not requested. */
const maxNamespaces = 5

/**
 * Returns the namespaces of the chosen cluster, and the service accounts of those that are named; empty without a
 * cluster.
 */
export function useClusterNames(profileId: string, named: readonly string[]): ClusterNames {
  const [access] = useChosenCluster(profileId)
  const namespaces = useQuery(namespaceNames(access))
  const plain = named.filter((name) => !name.includes('*')).slice(0, maxNamespaces)
  const accounts = useQueries({ queries: plain.map((name) => serviceAccountNames(access, name)) })
  const serviceAccounts = [...new Set(accounts.flatMap(({ data }) => data ?? []))].sort()
  return { namespaces: namespaces.data ?? [], serviceAccounts }
}

/** Chooses the cluster that names are completed from, and names it. */
export function ClusterNamesButton({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const [chosen, choose] = useChosenCluster(profileId)
  const isAsking = useIsFetching(awaitedOfCluster) > 0
  return (
    <div className={fields['fields']}>
      <div className={fields['names']}>
        <Button size="small" onPress={() => setOpen(true)}>
          {chosen === null ? t`Suggest names from a kubeconfig…` : t`Use another kubeconfig…`}
        </Button>
        {chosen !== null && (
          <span className={fields['ready']}>
            {isAsking ? (
              <>
                <Spinner />{' '}
                <Trans>
                  Loading names from <code>{chosen.context}</code>…
                </Trans>
              </>
            ) : (
              <Trans>
                Names are suggested from <code>{chosen.context}</code>.
              </Trans>
            )}
          </span>
        )}
      </div>
      {chosen !== null && <ClusterProblem access={chosen} />}
      {isOpen && (
        <ClusterDialog
          title={t`Names from a kubeconfig`}
          chosen={chosen}
          onClose={() => setOpen(false)}
          onDone={choose}
        />
      )}
    </div>
  )
}

function ClusterProblem({ access }: { access: ClusterAccess }) {
  const { error } = useQuery(namespaceNames(access))
  return error === null ? null : <CallProblem problem={error} />
}
