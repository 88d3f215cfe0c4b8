import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { ConfigState } from '../../../../electron/contract/kubernetes.ts'
import { holdsPrivateKey } from '../../../../electron/contract/text/pem.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, errorOf } from '../../../lib/call.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { useDraftKeeper } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { useAct } from '../../../lib/useAct.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import { Button } from '../../../ui/Button.tsx'
import { focusInvalid } from '../../../ui/focusInvalid.ts'
import { FormActions, FormLayout, FormSection, FormWide } from '../../../ui/FormLayout.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesConfig } from '../../../lib/queries/kubernetes.ts'
import { CaFromKubeconfig } from '../cluster/CaFromKubeconfig.tsx'
import { checkApiAddress } from './apiAddress.ts'
import { CaField } from './CaField.tsx'
import type { ConfigDraft } from './configDraft.ts'
import {
  type CaProblem,
  type ConfigForm,
  configProblems,
  erasedBy,
  formOf,
  hostInCluster,
  repairedCa,
  withWhere,
} from './configForm.ts'
import { ConfigNotices } from './ConfigNotices.tsx'
import styles from './ConfigEditor.module.css'
import { EraseDialog } from './EraseDialog.tsx'
import { HostNotice, useHostWords } from './HostNotice.tsx'
import type { MadeReviewer } from './MakeReviewer.tsx'
import { MoreSettings } from './MoreSettings.tsx'
import { ReviewerFields, SetBadge } from './ReviewerFields.tsx'
import { useReviewerLook } from './useReviewerLook.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface ConfigEditorProps {
  readonly profileId: string
  readonly mount: string
  readonly state: ConfigState
  readonly product: 'vault' | 'openbao'
  /** An unsaved draft of an earlier edit. */
  readonly draft: ConfigDraft | null
  readonly address: DraftAddress
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export function ConfigEditor({ profileId, mount, state, product, draft, address }: ConfigEditorProps) {
  const { t } = useLingui()
  const formId = useId()
  const hostWords = useHostWords()
  const queryClient = useQueryClient()
  /** What the form was made from: compared with the server's state again before anything is written. */
  const [base, setBase] = useState<ConfigState>(() =>
    draft === null ? state : { ...state, config: draft.base, reviewerSet: draft.reviewerWasSet },
  )
  const [form, setForm] = useState<ConfigForm>(() => draft?.form ?? formOf(state, product))
  const [isResumed, setResumed] = useState(draft !== null)
  const keeper = useDraftKeeper<ConfigDraft>(address)
  // SECURITY: only here, and dropped with the save or the page (docs/security.md, "Kept reviewers").
  const [jwt, setJwt] = useState('')
  const [made, setMade] = useState<MadeReviewer | null>(null)
  const [wasTried, setTried] = useState(false)
  const [isAsking, setAsking] = useState(false)

  const isNew = base.config === null
  const { config, where } = form
  const isTouched = !isSame(form, formOf(base, product)) || jwt !== '' || made !== null
  const { start, isPending, problem, forgetProblem } = useAct(async () => {
    try {
      const { value, warnings } = await answerOf(
        bridge.kubernetes.writeConfig({
          profileId,
          mount,
          base: base.config,
          reviewerWasSet: base.reviewerSet,
          config: { ...config, host: config.host.trim(), caPem: repairedCa(config.caPem) },
          reviewer:
            form.reviewer !== 'given'
              ? { from: form.reviewer }
              : made === null
                ? { from: 'given', jwt, keep: form.keep }
                : { from: 'made', tokenId: made.tokenId, keep: form.keep },
          erase: erased,
        }),
      )
      await keeper.discard()
      queryClient.setQueryData(kubernetesConfig(profileId, mount).queryKey, value)
      startFrom(value)
      sayDone(t`${visibleText(mount, 'path')} configured`, warnings)
      return true
    } catch (thrown) {
      if (errorOf(thrown).code === 'cas-mismatch')
        void queryClient.invalidateQueries({ queryKey: kubernetesConfig(profileId, mount).queryKey })
      throw thrown
    }
  })

  // Someone else's save is shown at once if nothing was typed; otherwise a notice names it.
  const isOutdated = !isSame([base.config, base.reviewerSet], [state.config, state.reviewerSet])
  const isKeptOther = !isSame(base.kept, state.kept)
  if ((isOutdated || isKeptOther) && !isTouched) startFrom(state)
  else if (!isOutdated && isKeptOther) {
    setBase(state)
    if (form.reviewer === 'kept' && state.kept === null) setForm({ ...form, reviewer: 'given' })
  }
  useUnsavedWork('edit', isTouched ? mount : null)

  const typed = useReviewerLook(form.reviewer === 'given' ? jwt : '')
  const look = form.reviewer === 'given' && made !== null ? made.look : typed
  const { data: connections } = useQuery(connectionList)
  const vaultAddress = connections?.find(({ id }) => id === profileId)?.address ?? null
  const apiAddress = checkApiAddress(config.host, vaultAddress)
  const found = configProblems(form, made === null ? jwt : made.tokenId, state, product, { look, vaultAddress })
  const problems = wasTried ? found : new Set<never>()
  const erased = erasedBy(base, form)

  function startFrom(next: ConfigState) {
    setBase(next)
    setForm(formOf(next, product))
    setResumed(false)
    setJwt('')
    setMade(null)
    setTried(false)
    forgetProblem()
  }
  function discard() {
    startFrom(state)
    void keeper.discard()
  }
  function changeForm(next: ConfigForm) {
    setForm(next)
    // SECURITY: the form has no JWT: the person enters it again (docs/security.md, "Kept reviewers").
    if (isSame(next, formOf(base, product))) void keeper.discard()
    // SECURITY: a private key next to the CA is stored in no draft (docs/security.md, "Kubernetes").
    else if (![next.config.caPem, ...next.config.pemKeys].some(holdsPrivateKey))
      keeper.keep({ base: base.config, reviewerWasSet: base.reviewerSet, form: next })
  }
  const change = (next: Partial<ConfigForm['config']>) => changeForm({ ...form, config: { ...config, ...next } })
  function keepMine() {
    setBase(state)
    keeper.keep({ base: state.config, reviewerWasSet: state.reviewerSet, form })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (found.size > 0) focusInvalid(event.currentTarget)
    if (found.size > 0 || isPending) return
    if (erased.length > 0) setAsking(true)
    else void start()
  }

  const willBeSet = form.reviewer !== 'none'
  return (
    <form id={formId} className={styles['form']} onSubmit={submit} noValidate>
      <ConfigNotices
        keeper={keeper}
        isOutdated={isOutdated && isTouched}
        isResumed={isResumed && isTouched}
        wantsJwt={form.reviewer === 'given' && jwt === '' && made === null}
        onTakeTheirs={discard}
        onKeepMine={keepMine}
      />
      <FormLayout>
        <FormWide>
          <RadioGroup
            label={t`Where does this Vault run?`}
            options={[
              {
                value: 'cluster',
                label: t`In this Kubernetes cluster`,
                description: t`Vault uses the CA and the reviewer token of its own pod. Leave both blank.`,
              },
              {
                value: 'outside',
                label: t`Somewhere else`,
                description: t`Vault needs the API server's address, its CA and a reviewer JWT.`,
              },
            ]}
            value={where}
            onChange={(next) => changeForm(withWhere(form, next))}
          />
        </FormWide>
        <FormWide>
          <TextField
            label={t`API server address`}
            description={
              where === 'cluster'
                ? t`The address that Vault's pod connects to, usually ${hostInCluster}.`
                : t`The address that Vault connects to, such as https://203.0.113.7:6443.`
            }
            mono
            isRequired
            value={config.host}
            onChange={(host) => change({ host })}
            error={apiAddress.problem !== null && problems.has(apiAddress.problem) && hostWords[apiAddress.problem]}
          />
          <HostNotice address={apiAddress} isTried={wasTried} onFix={(host) => change({ host })} />
        </FormWide>
        {(where === 'outside' || config.caPem !== '') && (
          <FormWide>
            <CaField
              value={config.caPem}
              onChange={(caPem) => change({ caPem })}
              extra={
                <CaFromKubeconfig
                  profileId={profileId}
                  onTake={({ server, caPem }) =>
                    change({ ...(caPem !== null && { caPem }), ...(config.host === '' && { host: server }) })
                  }
                />
              }
              problem={
                [...found].find(
                  (each): each is CaProblem => each.startsWith('ca-') && (wasTried || each === 'ca-holds-key'),
                ) ?? null
              }
            />
          </FormWide>
        )}
        <FormSection title={t`Token reviewer`}>
          <FormWide>
            <ReviewerFields
              profileId={profileId}
              mount={mount}
              state={state}
              form={form}
              onChange={changeForm}
              jwt={jwt}
              look={look}
              onJwt={setJwt}
              made={made}
              onMade={(next) => {
                setJwt('')
                setMade(next)
              }}
              problems={problems}
            />
          </FormWide>
        </FormSection>
        <MoreSettings config={config} onChange={change} />
      </FormLayout>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'update', path: `auth/${mount}config` }}
          note={<NotInPod problem={problem} />}
        />
      )}
      <FormActions>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isNew ? t`Save configuration` : t`Replace configuration`}
        </Button>
        {problems.size > 0 && <span role="alert">{t`Nothing was saved. Fix the highlighted fields.`}</span>}
        {isTouched && !isNew && <Button onPress={discard}>{t`Discard changes`}</Button>}
        <span className={styles['after']}>
          <Trans>
            Reviewer JWT: <SetBadge value={base.reviewerSet} /> → <SetBadge value={willBeSet} />
          </Trans>
        </span>
      </FormActions>
      {isAsking && (
        <EraseDialog
          mount={mount}
          erased={erased}
          state={base}
          onClose={() => setAsking(false)}
          onConfirm={async () => (await start()) === true}
        />
      )}
    </form>
  )
}

/** Explains the error of a Vault that runs in no pod, which names a missing file. */
function NotInPod({ problem }: { problem: unknown }) {
  const words = errorOf(problem).vaultErrors?.join(' ') ?? ''
  if (!words.includes('serviceaccount/ca.crt')) return null
  return <Trans>This Vault doesn't run in a pod. Choose “Somewhere else” and enter a CA.</Trans>
}
