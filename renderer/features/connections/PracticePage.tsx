import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList, practiceState } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import styles from './PracticePage.module.css'
import { usePracticeStart } from './usePracticeStart.ts'

/** The practice server: start it, stop it, wipe it. */
export function PracticePage() {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const { data: state, error } = useQuery(practiceState)
  const [isWiping, setWiping] = useState(false)
  const start = usePracticeStart((profileId) => go(routes.seal(profileId)))
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: practiceState.queryKey }),
      queryClient.invalidateQueries({ queryKey: connectionList.queryKey }),
    ])
  const stop = useMutation({ mutationFn: () => valueOf(bridge.practice.stop({})), onSuccess: refresh })
  const wipe = useMutation({ mutationFn: () => valueOf(bridge.practice.wipe({})), onSuccess: refresh })

  if (state === undefined) return error === null ? <SkeletonRows rows={4} /> : <CallProblem problem={error} />
  const { program, profileId } = state
  const isRunning = state.state === 'running'
  return (
    <div className={styles['page']}>
      <h1 className={styles['title']}>
        <Trans>Practice Vault</Trans>
      </h1>
      <p className={styles['words']}>
        <Trans>
          A real server on this computer, reachable from this computer alone. It starts uninitialised and sealed, so
          that you practise the whole ceremony. Keep nothing in it that you need.
        </Trans>
      </p>
      <p className={styles['quiet']}>
        {isRunning ? (
          <Trans>
            It runs at <code>{state.address}</code>.
          </Trans>
        ) : program.how === 'found' ? (
          <Trans>
            Its program is <code>{program.path}</code>.
          </Trans>
        ) : program.how === 'build' ? (
          <Trans>Its program is built first, by Go, from the published source. That takes some minutes, once.</Trans>
        ) : (
          program.message
        )}
      </p>
      {start.isRunning && (
        <div className={styles['progress']}>
          <ProgressBar label={start.phase} text={t`${Math.round(start.seconds)} s`} />
          {start.lines.length > 0 && <pre className={styles['lines']}>{start.lines.join('\n')}</pre>}
        </div>
      )}
      {start.problem !== null && <CallProblem problem={start.problem} />}
      {stop.isError && <CallProblem problem={stop.error} />}
      <div className={styles['actions']}>
        {start.isRunning ? (
          <Button onPress={start.cancel}>
            <Trans>Cancel</Trans>
          </Button>
        ) : isRunning && profileId !== null ? (
          <>
            <Button variant="primary" autoFocus onPress={() => go(routes.server(profileId))}>
              <Trans>Open the practice Vault</Trans>
            </Button>
            <Button isPending={stop.isPending} onPress={() => stop.mutate()}>
              <Trans>Stop</Trans>
            </Button>
          </>
        ) : (
          <Button
            variant="primary"
            autoFocus
            disabledReason={program.how === 'none' ? t`There is no program to start.` : undefined}
            onPress={start.begin}
          >
            <Trans>Start a practice Vault</Trans>
          </Button>
        )}
        {state.state !== 'absent' && !start.isRunning && (
          <Button variant="danger" onPress={() => setWiping(true)}>
            <Trans>Wipe</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isWiping}
        onOpenChange={setWiping}
        title={t`Wipe the practice Vault?`}
        confirmLabel={t`Wipe the practice Vault`}
        onConfirm={() =>
          wipe.mutateAsync().then(
            () => true,
            () => false,
          )
        }
        error={wipe.isError ? <CallProblem problem={wipe.error} /> : undefined}
      >
        <Trans>Its storage, its connection and what is kept for it are removed. This cannot be undone.</Trans>
      </ConfirmDialog>
    </div>
  )
}
