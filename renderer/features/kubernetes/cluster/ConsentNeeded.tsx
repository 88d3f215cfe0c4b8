/** The programs and files of this computer that a context uses, and the button that asks for consent. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { KubeconfigSource, KubeContext } from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { kubeconfigRead } from './queries.ts'

export interface ConsentNeededProps {
  readonly context: KubeContext
  readonly source: KubeconfigSource
  readonly onAllowed: () => void
}

export function ConsentNeeded({ context: { name, exec, files }, source, onAllowed }: ConsentNeededProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const allow = useAct(async () => {
    await valueOf(bridge.kubeconfig.allow({ access: { source, context: name } }))
    await queryClient.invalidateQueries({ queryKey: kubeconfigRead(source).queryKey })
    onAllowed()
  })
  return (
    <Banner
      tone="warn"
      title={
        exec === null
          ? t`This context uses files outside the kubeconfig's folder.`
          : t`This context runs a program for its credentials.`
      }
    >
      {exec !== null && (
        <>
          {exec.variables.length > 0 && (
            <p>
              <Trans>The kubeconfig sets these variables for the program: {exec.variables.join(', ')}.</Trans>
            </p>
          )}
          <CodeBlock label={t`Kubeconfig program`} wraps>
            {exec.command}
          </CodeBlock>
          {exec.installHint !== '' && <p>{exec.installHint}</p>}
        </>
      )}
      {files.length > 0 && (
        <CodeBlock label={t`Kubeconfig files`} wraps>
          {files.join('\n')}
        </CodeBlock>
      )}
      <p>
        <Trans>Strongroom asks you to confirm this outside this window, and remembers your choice.</Trans>
      </p>
      <Button size="small" isPending={allow.isPending} onPress={() => void allow.start()}>
        {exec === null ? t`Allow files…` : t`Allow program…`}
      </Button>
      {allow.problem !== null && <CallProblem problem={allow.problem} />}
    </Banner>
  )
}
