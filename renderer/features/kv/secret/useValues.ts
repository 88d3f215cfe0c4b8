/** The values of one secret that the person asked for, for as long as it is on the page. */
import { useState } from 'react'
import type { Entry, Secret } from '../../../../electron/contract/kv.ts'
import { secretCalls } from '../shared/secretCalls.ts'
import { CallFailed, valueOf } from '../../../lib/call.ts'
import { copySecret } from '../../../lib/copySecret.ts'
import { copyValue } from '../shared/clipboard.ts'
import { textOfJson } from '../shared/json.ts'

export interface Values {
  /** Texts by key, of those that are shown. */
  readonly shown: ReadonlyMap<string, string>
  readonly problem: unknown
  readonly forgetProblem: () => void
  /** Shows these keys, or all. */
  readonly reveal: (keys?: readonly string[]) => Promise<void>
  readonly hide: (key: string) => void
  readonly hideAll: () => void
  /** Fetches one value without showing it in the table; null when that failed, and then `problem` has the reason. */
  readonly fetchOne: (key: string) => Promise<string | null>
  /** False when it was not copied. */
  readonly copy: (key: string) => Promise<boolean>
  /** Copies the text that `write` makes of all values. */
  readonly copyAll: (write: (entries: readonly Entry[]) => Promise<string>) => Promise<boolean>
}

export function useValues(profileId: string, { mount, path, version }: Secret): Values {
  // SECURITY: the requested values, for as long as this secret is on the page; nowhere else.
  const [shown, setShown] = useState<ReadonlyMap<string, string>>(new Map())
  const [problem, setProblem] = useState<unknown>(null)
  const at = { profileId, mount, path }
  const fetchValues = async (keys?: readonly string[]) => {
    const which = { at, ...(version !== undefined && { version }), ...(keys !== undefined && { keys: [...keys] }) }
    return (await valueOf(secretCalls.reveal(which))).entries
  }

  /**
   * If the browser does not let the page copy, its own message is shown; a failed request to the server is shown here.
   */
  const copied = async (copying: Promise<void>): Promise<boolean> => {
    try {
      await copying
      setProblem(null)
      return true
    } catch (thrown) {
      if (thrown instanceof CallFailed) setProblem(thrown)
      return false
    }
  }

  return {
    shown,
    problem,
    forgetProblem: () => setProblem(null),
    reveal: async (keys) => {
      try {
        const entries = await fetchValues(keys)
        setProblem(null)
        setShown((before) => new Map([...before, ...entries.map(({ key, json }) => [key, textOfJson(json)] as const)]))
      } catch (thrown) {
        setProblem(thrown)
      }
    },
    hide: (key) => setShown((before) => new Map([...before].filter(([each]) => each !== key))),
    hideAll: () => setShown(new Map()),
    fetchOne: async (key) => {
      try {
        const [entry] = await fetchValues([key])
        return entry === undefined ? null : textOfJson(entry.json)
      } catch (thrown) {
        setProblem(thrown)
        return null
      }
    },
    copy: (key) => copied(copyValue({ at, version, key })),
    copyAll: (write) => copied(copySecretOf(fetchValues().then(write))),
  }
}

/** As `copySecret`, but a failure to load the values takes precedence over the browser's own refusal. */
async function copySecretOf(text: Promise<string>): Promise<void> {
  try {
    await copySecret(text)
  } catch (thrown) {
    await text
    throw thrown
  }
}
