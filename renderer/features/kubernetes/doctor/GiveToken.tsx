/**
 * A JWT for the doctor: pasted, from a file, or requested from Kubernetes. It leaves the page as soon as it is
 * submitted.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../../electron/contract/limits.ts'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import type { TokenView } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { PasswordField } from '../../../ui/PasswordField.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { FoldedClusterFields } from '../cluster/ClusterFields.tsx'
import { type ServiceAccount, ServiceAccountFields } from '../cluster/ServiceAccountFields.tsx'
import report from './shared/report.module.css'
import { tokenProblemWords } from './tokenWords.ts'

export interface GiveTokenProps {
  readonly profileId: string
  readonly access: ClusterAccess | null
  readonly onAccess: (access: ClusterAccess | null) => void
  /** The audience that the chosen role requires; empty: none. */
  readonly audience: string
  readonly onToken: (view: TokenView) => void
}

export function GiveToken(props: GiveTokenProps) {
  const { t } = useLingui()
  const [way, setWay] = useState<'paste' | 'make'>('paste')
  const [refused, setRefused] = useState<TokenView | null>(null)
  const take = (view: TokenView) => {
    if (view.id === null) setRefused(view)
    else props.onToken(view)
  }
  return (
    <>
      <RadioGroup
        label={t`Token source`}
        hideLabel
        look="segments"
        value={way}
        onChange={setWay}
        options={[
          { value: 'paste', label: t`Paste or file` },
          { value: 'make', label: t`From Kubernetes` },
        ]}
      />
      {way === 'paste' ? (
        <PasteToken profileId={props.profileId} onView={take} />
      ) : (
        <MakeToken {...props} onView={take} />
      )}
      {refused !== null && way === 'paste' && <Refused view={refused} />}
    </>
  )
}

function Refused({ view }: { view: TokenView }) {
  const { t, i18n } = useLingui()
  const [problem] = view.problems
  return (
    <Banner tone="warn" title={t`This token can't be read.`}>
      {problem !== undefined && i18n._(tokenProblemWords[problem.code])}
    </Banner>
  )
}

function PasteToken({ profileId, onView }: { profileId: string; onView: (view: TokenView) => void }) {
  const { t } = useLingui()
  // SECURITY: in the page only while it is typed (docs/security.md, "Kubernetes").
  const [jwt, setJwt] = useState('')
  const { start: give, problem } = useAct(
    async (text: string, ofFile: readonly Tidied[]) => {
      setJwt('')
      // A text that is too long for the call is too long for a token: its first part shows that as well.
      const view = await valueOf(bridge.kubernetesDoctor.takeToken({ profileId, jwt: text.slice(0, limits.jwt) }))
      onView({ ...view, tidied: [...ofFile, ...view.tidied] })
    },
    { overlaps: true },
  )

  return (
    <form
      className={report['column']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void give(jwt, [])
      }}
    >
      <PasswordField
        label={t`Service account JWT`}
        description={t`The token stays in Strongroom's core and is sent only to the servers that you choose below.`}
        value={jwt}
        onChange={setJwt}
      />
      <div className={report['line']}>
        <Button
          type="submit"
          icon={<KeyRound size={16} />}
          disabledReason={jwt === '' ? t`Paste a token first` : undefined}
        >
          {t`Read token`}
        </Button>
        <FileDrop
          label={t`Choose a file`}
          hint={t`or drop it here.`}
          onFiles={([file]) => {
            // Bytes that are not text are not a token, which the core says.
            if (file !== undefined)
              void readTextFile(file.slice(0, limits.jwt)).then((read) => give(read?.text ?? '?', read?.tidied ?? []))
          }}
        />
      </div>
      {problem !== null && <CallProblem problem={problem} />}
    </form>
  )
}

const hour = 3600

function MakeToken({
  profileId,
  access,
  onAccess,
  audience: wanted,
  onView,
}: GiveTokenProps & { onView: (view: TokenView) => void }) {
  const { t } = useLingui()
  const [of, setOf] = useState<ServiceAccount>({ namespace: 'default', account: '' })
  const { namespace, account } = of
  const [typed, setTyped] = useState<string | null>(null)
  const audience = typed ?? wanted

  const { start, isPending, problem } = useAct(async () => {
    if (access === null) return
    const wish = { namespace, serviceAccount: account, audiences: audience === '' ? [] : [audience], seconds: hour }
    onView(await valueOf(bridge.kubernetesDoctor.makeToken({ profileId, access, ...wish })))
  })

  return (
    <form
      className={report['column']}
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <FoldedClusterFields chosen={access} onChoose={onAccess} />
      {access !== null && (
        <>
          <ServiceAccountFields access={access} value={of} onChange={setOf} />
          <TextField
            label={t`Audience`}
            mono
            value={audience}
            onChange={setTyped}
            description={t`The audience that the role requires. Leave blank for the API server's audience.`}
          />
          <div>
            <Button
              type="submit"
              isPending={isPending}
              disabledReason={account === '' || namespace === '' ? t`Choose a service account first` : undefined}
            >
              {t`Create token`}
            </Button>
          </div>
          <p className={report['quiet']}>
            <Trans>Kubernetes issues a token for one hour (TokenRequest). Nothing is stored in the cluster.</Trans>
          </p>
        </>
      )}
      {problem !== null && <CallProblem problem={problem} />}
    </form>
  )
}
