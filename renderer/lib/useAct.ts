/** An action that a person starts in the window: whether it runs, and why it failed. */
import { useCallback, useInsertionEffect, useRef, useState } from 'react'

export interface Act<Input extends readonly unknown[], Value> {
  /**
   * Runs it. Resolves with its result, or with undefined if it failed or was not run because it already runs. Never
   * rejects. The same function at each render.
   */
  readonly start: (...input: Input) => Promise<Value | undefined>
  readonly isPending: boolean
  /** The rejection, as thrown; null while it runs and after it succeeded. */
  readonly problem: unknown
  readonly forgetProblem: () => void
}

export interface ActOptions {
  /**
   * Also starts while a run is in progress: for a list or a form in which the next change does not wait for the last.
   */
  readonly overlaps?: boolean
}

interface State {
  readonly isPending: boolean
  readonly problem: unknown
}

const running: State = { isPending: true, problem: null }

/**
 * Runs `run` (the function of the newest render) when the person starts it, unless it already runs. Runs that overlap
 * all finish; `isPending` and `problem` are those of the newest.
 */
export function useAct<Input extends readonly unknown[], Value>(
  run: (...input: Input) => Value | Promise<Value>,
  { overlaps = false }: ActOptions = {},
): Act<Input, Value> {
  // SECURITY: neither the input, which may be a credential, nor the result is stored (docs/security.md, "The window").
  const [state, setState] = useState<State>({ isPending: false, problem: null })
  const newestRun = useRef(run)
  /** Identifies the newest start that has not ended. */
  const current = useRef<object | null>(null)
  // Before every other effect, so that one which starts it runs the function of its own render.
  useInsertionEffect(() => {
    newestRun.current = run
  })

  const start = useCallback(
    async (...input: Input): Promise<Value | undefined> => {
      if (current.current !== null && !overlaps) return undefined
      const own = {}
      current.current = own
      setState(running)
      const end = (problem: unknown) => {
        if (current.current !== own) return
        current.current = null
        setState({ isPending: false, problem })
      }
      try {
        const value = await newestRun.current(...input)
        end(null)
        return value
      } catch (thrown) {
        end(thrown)
        return undefined
      }
    },
    [overlaps],
  )
  const forgetProblem = useCallback(
    () => setState((now) => (now.problem === null ? now : { ...now, problem: null })),
    [],
  )
  return { start, ...state, forgetProblem }
}
