import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ceremony, CeremonyItem, CeremonyWay, ReceivedItem } from '../../../../electron/contract/ceremony.ts'
import { bridge, shell } from '../../../lib/bridge.ts'
import { CallFailed, errorOf, valueOf } from '../../../lib/call.ts'
import { clipboardSeconds, copySecret } from '../../../lib/copySecret.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { useKeysShown } from '../../../lib/keysShown.ts'
import { unfinishedCeremony } from '../../../lib/queries/server.ts'
import { showToast } from '../../../ui/toasts.ts'
import { deliver } from '../../../lib/savedFile.ts'

/** Actions on the items of a ceremony. A value is in the page only during an action. */
export function useCeremonyItems(ceremony: Ceremony) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  // SECURITY: the only value on the screen; showing another or leaving drops it (docs/security.md, "The window").
  const [shown, setShown] = useState<{ item: ReceivedItem; value: string } | null>(null)
  useKeysShown(shown !== null)
  const ceremonyId = ceremony.id
  const key = unfinishedCeremony(ceremony.profileId).queryKey

  const sayProblem = (problem: unknown): void => {
    const words = wordsFor(errorOf(problem))
    showToast({ tone: 'danger', title: i18n._(words.title), body: i18n._(words.help) })
  }
  /** Returns the value of an item, or null after a failure, which the person has been shown. */
  const fetchValue = async (item: ReceivedItem): Promise<string | null> => {
    try {
      return (await valueOf(bridge.server.revealCeremonyItem({ ceremonyId, item }))).value
    } catch (problem) {
      sayProblem(problem)
      return null
    }
  }
  /** In the desktop shell the core writes it to the clipboard, past the page. It is removed again in both shells. */
  const putOnClipboard = async (item: ReceivedItem): Promise<boolean> => {
    try {
      if (shell === 'loopback') {
        const value = valueOf(bridge.server.revealCeremonyItem({ ceremonyId, item })).then((answer) => answer.value)
        // The reason why the value is missing is a better message than that the browser did not copy it.
        await copySecret(value).catch((thrown: unknown) => value.then(() => Promise.reject(thrown)))
      } else await valueOf(bridge.clipboard.copyCeremonyItem({ ceremonyId, item }))
      showToast({ title: t`Copied. Strongroom clears the clipboard in ${clipboardSeconds} s.` })
      return true
    } catch (problem) {
      if (problem instanceof CallFailed) sayProblem(problem)
      else
        showToast({
          tone: 'danger',
          title: t`Your browser didn't copy the key`,
          body: t`Show the key and copy it manually.`,
        })
      return false
    }
  }
  const note = async (item: ReceivedItem, way: Extract<CeremonyWay, 'copied' | 'handed-over' | 'printed'>) => {
    try {
      queryClient.setQueryData(key, await valueOf(bridge.server.noteCeremonyItem({ ceremonyId, item, way })))
      return true
    } catch (problem) {
      sayProblem(problem)
      return false
    }
  }

  return {
    fetchValue,
    note,
    valueOf: (item: ReceivedItem) => (shown?.item === item ? shown.value : null),
    hide: () => setShown(null),
    reveal: async (item: ReceivedItem) => {
      const value = await fetchValue(item)
      if (value !== null) setShown({ item, value })
      return value
    },
    copy: async (item: ReceivedItem) => (await putOnClipboard(item)) && note(item, 'copied'),
    save: async (item: CeremonyItem) => {
      try {
        const saved = await deliver(bridge.server.saveCeremonyItem({ ceremonyId, item }))
        if (saved === null) return
        await queryClient.invalidateQueries({ queryKey: key })
        showToast({ tone: 'ok', title: t`Saved`, body: saved.where })
      } catch (problem) {
        sayProblem(problem)
      }
    },
  }
}
