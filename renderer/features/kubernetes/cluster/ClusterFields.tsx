/**
 * Chooses a context of a kubeconfig. A context that runs or reads something on this computer needs consent outside the
 * page.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type {
  ClusterAccess,
  ContextProblem,
  Kubeconfig,
  KubeconfigSource,
  KubeContext,
} from '../../../../electron/contract/kubeconfig.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import fields from './shared/fields.module.css'
import { ConsentNeeded } from './ConsentNeeded.tsx'
import { OtherKubeconfig } from './OtherKubeconfig.tsx'
import { kubeconfigRead } from './queries.ts'

export interface ClusterFieldsProps {
  readonly chosen: ClusterAccess | null
  readonly onChoose: (access: ClusterAccess | null) => void
}

const usual: KubeconfigSource = { kind: 'usual' }

/** A cluster that was chosen before is shown as a line, with a button that changes it. */
export function FoldedClusterFields({ chosen, onChoose }: ClusterFieldsProps) {
  const { t } = useLingui()
  const [isFolded, setFolded] = useState(chosen !== null)
  if (!isFolded || chosen === null) return <ClusterFields chosen={chosen} onChoose={onChoose} />
  return (
    <div className={fields['names']}>
      <span className={fields['ready']}>
        <Trans>
          Cluster of <code>{chosen.context}</code>
        </Trans>
      </span>
      <Button size="small" onPress={() => setFolded(false)}>{t`Use another kubeconfig…`}</Button>
    </div>
  )
}

export function ClusterFields({ chosen, onChoose }: ClusterFieldsProps) {
  const { t } = useLingui()
  const [source, setSource] = useState<KubeconfigSource | null>(chosen?.source ?? usual)
  const [from, setFrom] = useState<'usual' | 'other'>(source?.kind === 'usual' ? 'usual' : 'other')

  function look(next: KubeconfigSource | null) {
    setSource(next)
    onChoose(null)
  }

  return (
    <div className={fields['fields']}>
      <RadioGroup
        label={t`Kubeconfig`}
        look="segments"
        value={from}
        onChange={(next) => {
          setFrom(next)
          look(next === 'usual' ? usual : null)
        }}
        options={[
          { value: 'usual', label: t`Default file` },
          { value: 'other', label: t`Other file` },
        ]}
      />
      {from === 'other' && <OtherKubeconfig source={source} onSource={look} />}
      {source !== null && <Contexts key={JSON.stringify(source)} source={source} chosen={chosen} onChoose={onChoose} />}
    </div>
  )
}

function Contexts({ source, chosen, onChoose }: ClusterFieldsProps & { source: KubeconfigSource }) {
  const { t } = useLingui()
  const read = useQuery(kubeconfigRead(source))
  const [typed, setTyped] = useState<string | null>(chosen?.context ?? null)
  if (read.isPending) return <SkeletonRows rows={2} />
  if (read.isError) return <CallProblem problem={read.error} />
  const { contexts, current, files } = read.data
  const name = typed ?? current ?? ''
  const context = contexts.find((one) => one.name === name)
  const choose = (next: string) => {
    setTyped(next)
    const one = contexts.find((each) => each.name === next)
    onChoose(one === undefined || one.needsConsent ? null : { source, context: next })
  }

  return (
    <>
      {files
        .filter(({ state }) => state !== 'read')
        .map((file) => (
          <FileProblem key={file.path} {...file} />
        ))}
      {files.map(({ path, tidied = [] }) => (
        <TidiedNote key={path} tidied={tidied} />
      ))}
      {contexts.length > 0 && (
        <ComboBox
          label={t`Context`}
          mono
          value={name}
          onChange={choose}
          options={contexts.map((one) => ({ value: one.name, label: one.name, description: one.server }))}
          error={name !== '' && context === undefined && t`The kubeconfig doesn't contain this context.`}
        />
      )}
      {context !== undefined && <ContextState context={context} source={source} chosen={chosen} onChoose={onChoose} />}
    </>
  )
}

function FileProblem({ path, state, line }: Kubeconfig['files'][number]) {
  const { t } = useLingui()
  const words =
    state === 'missing'
      ? t`No kubeconfig exists at this path.`
      : state === 'not-a-kubeconfig'
        ? line === undefined
          ? t`This file isn't a kubeconfig.`
          : t`This file isn't a kubeconfig: line ${line} can't be read.`
        : state === 'duplicate-key'
          ? t`Line ${line ?? 0} repeats a key. Keep only one of the two.`
          : state === 'duplicate-name'
            ? t`Line ${line ?? 0} starts an entry with a name that another entry already has. kubectl refuses this too. Keep only one of the two.`
            : state === 'too-large'
              ? t`This file is too large for a kubeconfig.`
              : state === 'written-by-app'
                ? t`Strongroom wrote this file or its folder, so it can't be used as a kubeconfig.`
                : t`This file can't be read.`
  return (
    <Banner tone="warn" title={words}>
      {path !== '' && <code>{path}</code>}
    </Banner>
  )
}

function ContextState({
  context,
  source,
  chosen,
  onChoose,
}: ClusterFieldsProps & { context: KubeContext; source: KubeconfigSource }) {
  const { t } = useLingui()
  const words: Readonly<Record<ContextProblem, string>> = {
    'no-cluster': t`The kubeconfig doesn't contain the context's cluster.`,
    'no-user': t`The kubeconfig doesn't contain the context's user.`,
    'no-server': t`The context's cluster has no address.`,
    'no-scheme': t`The cluster's address must start with https:// or http://.`,
    placeholder: t`A value is still a placeholder.`,
    'printed-without-raw': t`This kubeconfig was printed without --raw, which leaves credentials out. Print it with: kubectl config view --raw`,
    'proxy-unsupported': t`Only proxies that begin with http://, https:// or socks5:// are supported.`,
    'basic-auth': t`The user has a user name and password. API servers since Kubernetes 1.19 don't accept them.`,
    'acts-without-user': t`The user impersonates groups, a UID or extra values, but sets no user name (as).`,
    'file-missing': t`A file that the kubeconfig refers to doesn't exist.`,
    'needs-path': t`The kubeconfig runs a program or reads a file on this computer. Choose it as a file instead.`,
    'not-base64': t`The kubeconfig has data that isn't base64.`,
    'auth-provider': t`The user signs in with auth-provider, which Kubernetes no longer supports.`,
    'not-verified': t`The cluster's certificate isn't verified.`,
  }
  const isReady = chosen !== null && chosen.context === context.name
  const isGiven = source.kind === 'given'
  return (
    <>
      {context.problems.map(({ code, detail }) => (
        <Banner key={`${code} ${detail}`} tone="warn" title={words[code]}>
          {detail !== '' && <code>{detail}</code>}
        </Banner>
      ))}
      {context.proxy !== null && (
        <p className={fields['ready']}>
          <Trans>
            Through the proxy <code>{context.proxy.address}</code> (<code>{context.proxy.from}</code>)
          </Trans>
        </p>
      )}
      {context.needsConsent && !isReady && !isGiven && (
        <ConsentNeeded
          context={context}
          onAllowed={() => onChoose({ source, context: context.name })}
          source={source}
        />
      )}
      {!context.needsConsent && !isReady && (
        <div>
          <Button onPress={() => onChoose({ source, context: context.name })}>{t`Use ${context.name}`}</Button>
        </div>
      )}
      {isReady && (
        <p className={fields['ready']}>
          <Trans>
            Uses cluster <code>{context.server}</code>.
          </Trans>
        </p>
      )}
    </>
  )
}
