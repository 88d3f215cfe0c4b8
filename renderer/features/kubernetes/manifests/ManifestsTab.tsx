/**
 * The app's side of a role, ready to copy: manifests for the ways in which apps read secrets, and a shell in the pod.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addressForPods,
  apiPath,
  isLoopback,
  problemsOf,
  type ManifestPlan,
  type PlanField,
} from '../../../lib/kubernetes/manifestPlan.ts'
import { asYaml, manifestOf, type ManifestKind } from '../../../lib/kubernetes/manifests.ts'
import { podShell } from '../../../lib/kubernetes/podShell.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { FormLayout, FormWide } from '../../../ui/FormLayout.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { roleNames } from '../doctor/queries.ts'
import { useKept } from '../doctor/useKept.ts'
import { SecretPlaceField, useSecretPlace } from '../doctor/SecretPlaceField.tsx'
import { kubernetesRole } from '../queries.ts'
import { DryRun } from './DryRun.tsx'
import styles from './ManifestsTab.module.css'
import quietText from './shared/quietText.module.css'

type Kind = ManifestKind | 'shell'

/** Values that were typed over those of the role. */
type Typed = Partial<Record<'app' | 'namespace' | 'serviceAccount' | 'vaultAddress', string>>

/** Returns the first name without a pattern. */
const firstPlain = (names: readonly string[], otherwise: string): string =>
  names.find((name) => !name.includes('*')) ?? otherwise

export function ManifestsTab({
  profileId,
  mount,
  role: first = '',
}: {
  profileId: string
  mount: string
  role?: string | undefined
}) {
  const { t } = useLingui()
  const [chosen, setRole] = useState(first)
  const [kind, setKind] = useState<Kind>('app')
  const [secret, setSecret] = useKept(profileId, mount, 'secret')
  const [typed, setTyped] = useState<Typed>({})
  const [givesCa, setGivesCa] = useState(true)
  const names = useQuery(roleNames(profileId, mount))
  const name = chosen === '' ? (names.data?.[0] ?? '') : chosen
  const role = useQuery({
    ...kubernetesRole(profileId, mount, name),
    enabled: names.data === null ? name !== '' && name === first : names.data?.includes(name) === true,
  })
  const connections = useQuery(connectionList)
  const status = useQuery(serverStatus(profileId))
  const mounts = useQuery(mountList(profileId))
  const place = useSecretPlace(profileId, secret)
  const profile = connections.data?.find(({ id }) => id === profileId)
  const settings = role.data?.settings
  const written = place ?? { mount: 'secret/', path: 'webapp/config' }
  const kvVersion = mounts.data?.mounts.find(({ path }) => path === written.mount)?.kvVersion ?? 2
  const product = status.data?.product === 'openbao' ? 'openbao' : 'vault'
  const vaultAddress = typed.vaultAddress ?? addressForPods(profile?.address ?? '', product)
  const knownCa = vaultAddress.startsWith('https:') ? (profile?.caPem ?? '') : ''
  const plan: ManifestPlan = {
    app: typed.app ?? 'webapp',
    namespace: typed.namespace ?? firstPlain(settings?.namespaces ?? [], 'default'),
    serviceAccount: typed.serviceAccount ?? firstPlain(settings?.serviceAccounts ?? [], 'vault'),
    vaultAddress,
    caPem: givesCa ? knownCa : '',
    vaultNamespace: profile?.namespace ?? '',
    mount,
    role: name,
    audience: settings?.audience ?? '',
    secret: { ...written, kvVersion },
    keys: [],
  }
  const problems = problemsOf(plan)
  const words: Readonly<Record<PlanField, string>> = {
    app: t`Use lowercase letters, digits and hyphens, starting with a letter.`,
    namespace: t`Use lowercase letters, digits and hyphens.`,
    serviceAccount: t`Use lowercase letters, digits, hyphens and dots.`,
    vaultAddress: t`The address must start with http:// or https://.`,
    secret: t`Mount and path, such as secret/webapp/config.`,
  }
  const errorOf = (field: PlanField) => problems.includes(field) && words[field]
  const field = (which: keyof Typed, label: string, description?: string) => (
    <TextField
      label={label}
      mono
      value={plan[which]}
      onChange={(text) => setTyped((before) => ({ ...before, [which]: text }))}
      error={errorOf(which)}
      description={description}
    />
  )
  const kinds: readonly { readonly id: Kind; readonly label: string; readonly help: string }[] = [
    {
      id: 'app',
      label: t`Projected token`,
      help: t`The app signs in with the token at JWT_PATH, which Kubernetes renews.`,
    },
    {
      id: 'agent',
      label: t`Vault Agent`,
      help: t`The injector puts a sidecar into the pod that writes the secret to /vault/secrets/config.`,
    },
    {
      id: 'csi',
      label: t`Secrets Store CSI`,
      help: t`The driver mounts the secret as a file. It needs the driver and Vault's provider for it.`,
    },
    {
      id: 'operator',
      label: t`External Secrets`,
      help: t`The operator copies the secret into a Kubernetes Secret. Anyone who can read that Secret sees the values.`,
    },
    {
      id: 'vso',
      label: t`Vault Secrets Operator`,
      help: t`The HashiCorp operator copies the secret into a Kubernetes Secret and restarts the app when it changes.`,
    },
    { id: 'shell', label: t`Shell in pod`, help: t`Shell commands to sign in and read the secret.` },
    {
      id: 'reviewer',
      label: t`Reviewer`,
      help: t`Lets the server ask Kubernetes about tokens. The Secret then holds the JWT for the configuration.`,
    },
  ]

  return (
    <div className={styles['manifests']}>
      {role.isError && <CallProblem problem={role.error} />}
      <FormLayout>
        <ComboBox
          label={t`Role`}
          mono
          value={name}
          onChange={setRole}
          options={(names.data ?? []).map((one) => ({ value: one, label: one }))}
          description={names.data === null && t`You need permission to list the roles. Enter a role name.`}
        />
        {field('app', t`App`)}
        {field('serviceAccount', t`Service account`)}
        {field('namespace', t({ message: 'Namespace', context: 'Kubernetes' }))}
        <SecretPlaceField profileId={profileId} value={secret} onChange={setSecret} />
        {field(
          'vaultAddress',
          t`Server address for pods`,
          t`Often differs from the address that you use outside the cluster.`,
        )}
        {knownCa !== '' && (
          <Checkbox
            isSelected={givesCa}
            onChange={setGivesCa}
            description={t`A Secret holds the certificate authority of this connection. For the CSI provider, mount that file into the provider's own pods.`}
          >
            {t`Add the certificate authority to the pod`}
          </Checkbox>
        )}
      </FormLayout>
      {isLoopback(plan.vaultAddress) && (
        <Banner tone="warn" title={t`In a pod, this address is the pod itself`}>
          <p>
            <Trans>
              Use the address of the server's service, such as <code>http://vault.vault.svc:8200</code>, unless a proxy
              in the same pod forwards requests.
            </Trans>
          </p>
        </Banner>
      )}
      {problems.length > 0 ? (
        <p className={quietText['quiet']}>
          <Trans>Fix the highlighted names to generate the manifest.</Trans>
        </p>
      ) : (
        <Tabs<Kind>
          label={t`Manifest types`}
          selected={kind}
          onSelect={setKind}
          items={kinds.map(({ id, label, help }) => ({
            id,
            label,
            content: (
              <div className={styles['manifest']}>
                <p className={quietText['quiet']}>{help}</p>
                {name === '' && id !== 'reviewer' ? (
                  <p>{t`Choose a role to generate the manifest.`}</p>
                ) : (
                  <>
                    <Manifest kind={id} label={label} plan={plan} />
                    {id !== 'shell' && <DryRun profileId={profileId} objects={manifestOf(id, plan)} />}
                  </>
                )}
              </div>
            ),
          }))}
        />
      )}
      <FormWide>
        <p className={quietText['quiet']}>
          <Trans>
            Reads <code>{apiPath(plan.secret)}</code>. Only a dry run contacts the cluster.
          </Trans>
        </p>
      </FormWide>
    </div>
  )
}

function Manifest({ kind, label, plan }: { kind: Kind; label: string; plan: ManifestPlan }) {
  const text = kind === 'shell' ? podShell(plan) : asYaml(manifestOf(kind, plan))
  return (
    <CodeBlock label={label} onCopy={() => navigator.clipboard.writeText(text)}>
      {text}
    </CodeBlock>
  )
}
