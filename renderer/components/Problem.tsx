/** The error of a place that could not be shown, with what is missing and what to do. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { errorOf } from '../lib/call.ts'
import { wordsFor } from '../lib/errors.ts'
import { useIsOver } from '../lib/serverTurns.ts'
import { Button } from '../ui/Button.tsx'
import { Recovered } from './Recovered.tsx'
import { ErrorState } from './ErrorState.tsx'

export interface NeededRight {
  /** As a policy names it: `list`. */
  readonly capability: string
  /** The API's path: `secret/metadata/webapp/`. */
  readonly path: string
}

/** An error in its place. `needs` names the missing capability when the server refused. */
export function Problem({
  problem,
  needs,
  onRetry,
  action,
  note,
}: {
  problem: unknown
  needs?: NeededRight
  onRetry?: () => void
  action?: ReactNode
  /** Further help for this place. */
  note?: ReactNode
}) {
  const { t, i18n } = useLingui()
  const isOver = useIsOver(problem)
  const error = errorOf(problem)
  if (isOver) return <Recovered onRetry={onRetry} />
  const { title, help } = wordsFor(error)
  const isDenied = error.code === 'permission-denied' && needs !== undefined
  return (
    <ErrorState
      title={i18n._(title)}
      meaning={isDenied ? <Missing {...needs} /> : undefined}
      advice={
        <>
          {i18n._(help)} {note}
        </>
      }
      action={
        <>
          {onRetry !== undefined && <Button onPress={onRetry}>{t`Retry`}</Button>}
          {action}
        </>
      }
      error={error}
    />
  )
}

function Missing({ capability, path }: NeededRight) {
  return (
    <Trans>
      You need <code>{capability}</code> on <code>{path}</code>.
    </Trans>
  )
}
