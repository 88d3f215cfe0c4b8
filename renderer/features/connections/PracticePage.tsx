import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList, practiceState } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import styles from './PracticePage.module.css'
import quietText from './shared/quietText.module.css'
import { PracticeProgram } from './PracticeProgram.tsx'
import { StartProgress } from './StartProgress.tsx'
import { usePracticeStart } from './usePracticeStart.ts'

/** The practice server: start it, stop it, wipe it. */
export function PracticePage() {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const { data: state, error, isFetching, refetch } = useQuery(practiceState)
  const [isWiping, setWiping] = useState(false)
  const start = usePracticeStart((profileId) => go(routes.seal(profileId)))
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: practiceState.queryKey }),
      queryClient.invalidateQueries({ queryKey: connectionList.queryKey }),
    ])
  const stop = useAct(async () => {
    await valueOf(bridge.practice.stop({}))
    await refresh()
  })

  if (state === undefined) return error === null ? <SkeletonRows rows={4} /> : <CallProblem problem={error} />
  const { program, profileId } = state
  const isRunning = state.state === 'running' && profileId !== null
  // Another window may have started it.
  const isStartingElsewhere = state.state === 'starting' && start.progress === null
  const stopButton = (
    <Button isPending={stop.isPending} onPress={() => void stop.start()}>
      <Trans>Stop</Trans>
    </Button>
  )
  return (
    <div className={styles['page']}>
      <h1 className={styles['title']}>
        <Trans>Practice Vault</Trans>
      </h1>
      <p className={styles['words']}>
        <Trans>
          A real server that only this computer can reach. It starts uninitialized and sealed, so that you can practice
          initialization and unsealing. Don't store data in it that you need.
        </Trans>
      </p>
      {isRunning ? (
        <p className={quietText['quiet']}>
          <Trans>
            The practice Vault runs at <code>{state.address}</code>.
          </Trans>
        </p>
      ) : (
        <PracticeProgram program={program} />
      )}
      {isStartingElsewhere && (
        <p aria-live="polite">
          <Trans>Another window is starting the practice Vault.</Trans>
        </p>
      )}
      {start.progress !== null && <StartProgress {...start.progress} isBuilt={program.how === 'build'} />}
      {start.problem !== null && <CallProblem problem={start.problem} />}
      {stop.problem !== null && <CallProblem problem={stop.problem} />}
      <div className={styles['actions']}>
        {start.progress !== null ? (
          <Button onPress={start.cancel}>
            <Trans>Cancel</Trans>
          </Button>
        ) : isStartingElsewhere ? (
          stopButton
        ) : isRunning ? (
          <>
            <Button variant="primary" autoFocus onPress={() => go(routes.server(profileId))}>
              <Trans>Open practice Vault</Trans>
            </Button>
            {stopButton}
          </>
        ) : program.how === 'none' ? (
          <Button variant="primary" autoFocus isPending={isFetching} onPress={() => void refetch()}>
            <Trans>Retry</Trans>
          </Button>
        ) : (
          <Button variant="primary" autoFocus onPress={start.begin}>
            {state.state === 'stopped' ? t`Restart practice Vault` : t`Start practice Vault`}
          </Button>
        )}
        {(state.state === 'running' || state.state === 'stopped') && start.progress === null && (
          <Button variant="danger" onPress={() => setWiping(true)}>
            <Trans>Wipe</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isWiping}
        onOpenChange={setWiping}
        title={t`Wipe the practice Vault?`}
        confirmLabel={t`Wipe practice Vault`}
        onConfirm={async () => {
          await valueOf(bridge.practice.wipe({}))
          await refresh()
        }}
        renderProblem={(problem) => <CallProblem problem={problem} />}
      >
        <Trans>Strongroom removes its storage, its connection and its stored credentials. This can't be undone.</Trans>
      </ConfirmDialog>
    </div>
  )
}
