/** Choosing a context of a kubeconfig. A program that it would run is shown first, and runs only after a press. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type {
  ClusterAccess,
  ContextProblem,
  KubeconfigSource,
  KubeContext,
} from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../ui/CallProblem.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import styles from './ClusterFields.module.css'
import { kubeconfigRead } from './queries.ts'

export interface ClusterFieldsProps {
  readonly chosen: ClusterAccess | null
  readonly onChoose: (access: ClusterAccess | null) => void
}

const usual: KubeconfigSource = { kind: 'usual' }

/** One that was chosen before stands as a line, with a way to another. */
export function FoldedClusterFields({ chosen, onChoose }: ClusterFieldsProps) {
  const { t } = useLingui()
  const [isFolded, setFolded] = useState(chosen !== null)
  if (!isFolded || chosen === null) return <ClusterFields chosen={chosen} onChoose={onChoose} />
  return (
    <div className={styles['names']}>
      <span className={styles['ready']}>
        <Trans>
          Cluster of <code>{chosen.context}</code>
        </Trans>
      </span>
      <Button size="small" onPress={() => setFolded(false)}>{t`Another kubeconfig…`}</Button>
    </div>
  )
}

export function ClusterFields({ chosen, onChoose }: ClusterFieldsProps) {
  const { t } = useLingui()
  const [source, setSource] = useState<KubeconfigSource | null>(chosen?.source ?? usual)
  const [from, setFrom] = useState<'usual' | 'other'>(source?.kind === 'usual' ? 'usual' : 'other')
  const [path, setPath] = useState(source?.kind === 'file' ? source.path : '')
  const [problem, setProblem] = useState<unknown>(null)

  function look(next: KubeconfigSource | null) {
    setSource(next)
    setProblem(null)
    onChoose(null)
  }
  const readFile = () => {
    if (path.trim() !== '') look({ kind: 'file', path: path.trim() })
  }
  async function give(files: readonly File[]) {
    const [file] = files
    if (file === undefined) return
    try {
      const { id } = await valueOf(bridge.kubeconfig.give({ text: await file.text() }))
      look({ kind: 'given', id })
    } catch (thrown) {
      setProblem(thrown)
    }
  }

  return (
    <div className={styles['fields']}>
      <RadioGroup
        label={t`Kubeconfig`}
        look="segments"
        value={from}
        onChange={(next) => {
          setFrom(next)
          look(next === 'usual' ? usual : null)
        }}
        options={[
          { value: 'usual', label: t`The usual one` },
          { value: 'other', label: t`Another` },
        ]}
      />
      {from === 'other' && (
        <>
          {/* No form of its own: it stands in the forms of others. */}
          <div className={styles['line']}>
            <TextField
              label={t`Path of the file`}
              mono
              value={path}
              onChange={setPath}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                event.preventDefault()
                readFile()
              }}
              placeholder="~/.kube/staging"
            />
            <Button onPress={readFile}>{t`Read it`}</Button>
          </div>
          <FileDrop
            label={t`Choose a kubeconfig`}
            hint={t`or drop it here; it is kept until the next lock.`}
            onFiles={(files) => void give(files)}
          />
        </>
      )}
      {problem !== null && <CallProblem problem={problem} />}
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
    onChoose(one === undefined || one.exec !== null ? null : { source, context: next })
  }

  return (
    <>
      {files
        .filter(({ state }) => state !== 'read')
        .map((file) => (
          <FileProblem key={file.path} {...file} />
        ))}
      {contexts.length > 0 && (
        <ComboBox
          label={t`Context`}
          mono
          value={name}
          onChange={choose}
          options={contexts.map((one) => ({ value: one.name, label: one.name, description: one.server }))}
          error={name !== '' && context === undefined && t`The kubeconfig has no such context.`}
        />
      )}
      {context !== undefined && <ContextState context={context} source={source} chosen={chosen} onChoose={onChoose} />}
    </>
  )
}

function FileProblem({ path, state, line }: { path: string; state: string; line?: number | undefined }) {
  const { t } = useLingui()
  const words =
    state === 'missing'
      ? t`There is no kubeconfig at this place.`
      : state === 'not-a-kubeconfig'
        ? line === undefined
          ? t`This file is not a kubeconfig.`
          : t`This file is not a kubeconfig: line ${line} cannot be read.`
        : state === 'too-large'
          ? t`This file is too large for a kubeconfig.`
          : t`This file cannot be read.`
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
    'no-cluster': t`The context names a cluster that the kubeconfig does not have.`,
    'no-user': t`The context names a user that the kubeconfig does not have.`,
    'no-server': t`The cluster of this context has no address.`,
    'file-missing': t`A file that it names is not there.`,
    'needs-path': t`It runs a program or reads a file of this computer. Type the path of the kubeconfig instead.`,
    'not-base64': t`It holds data that is not base64.`,
    'auth-provider': t`It signs in by a way that Kubernetes has given up (auth-provider).`,
    'not-verified': t`The certificate of this cluster is not verified.`,
  }
  const { exec } = context
  const isReady = chosen !== null && chosen.context === context.name
  return (
    <>
      {context.problems.map(({ code, detail }) => (
        <Banner key={`${code} ${detail}`} tone="warn" title={words[code]}>
          {detail !== '' && <code>{detail}</code>}
        </Banner>
      ))}
      {exec !== null && !isReady && source.kind !== 'given' && (
        <Banner tone="warn" title={t`This context runs a program for its credentials.`}>
          <p>
            {exec.variables.length > 0 ? (
              <Trans>It runs with these variables: {exec.variables.join(', ')}. Allow it only if you know it.</Trans>
            ) : (
              <Trans>Allow it only if you know it.</Trans>
            )}
          </p>
          <CodeBlock label={t`Program of the kubeconfig`} wraps>
            {exec.command}
          </CodeBlock>
          {exec.installHint !== '' && <p>{exec.installHint}</p>}
          <Button
            size="small"
            onPress={() => onChoose({ source, context: context.name, run: exec.digest })}
          >{t`Run this program`}</Button>
        </Banner>
      )}
      {exec === null && !isReady && (
        <div>
          <Button onPress={() => onChoose({ source, context: context.name })}>{t`Use ${context.name}`}</Button>
        </div>
      )}
      {isReady && (
        <p className={styles['ready']}>
          <Trans>
            Cluster <code>{context.server}</code> is used.
          </Trans>
        </p>
      )}
    </>
  )
}
