/** Completions and their texts for the editor: the language from the worker, and names from the server. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { kvFolderNames } from '../../../lib/queries/kv.ts'
import type { CodeAssist, CodeChoice } from '../../../ui/CodeEditor.tsx'
import type { Ask } from './usePolicyReading.ts'
import { useRuleMessages } from '../rules/useRuleMessages.ts'
import type { CompletionAnswer } from '../worker/protocol.ts'

/** As many as a person looks through; typing finds more. */
const maxCount = 200

export function useCompletions(profileId: string, ask: Ask): CodeAssist {
  const { t } = useLingui()
  const client = useQueryClient()
  const ruleWords = useRuleMessages()
  return useMemo(() => {
    /** Names in a folder, as far as the token may list it. */
    const namesIn = ({ mount, folder }: { mount: string; folder: string }): Promise<readonly string[]> =>
      client.fetchQuery(kvFolderNames(profileId, mount, folder)).catch(() => [])
    return {
      choicesAt: async (text, offset, signal) => {
        const found = await ask('complete', text, { offset })
        if (found === null || signal.aborted) return null
        const listed = found.listing === null ? [] : await namesIn(found.listing)
        const before = found.listing?.before ?? ''
        const paths = [...found.options, ...listed.map((name) => before + name)]
        return { from: found.from, to: found.to, choices: choicesOf(found, paths).slice(0, maxCount) }
      },
      wordsAt: async (text, offset) => {
        const row = await ask('rule', text, { offset })
        return row === null ? null : { from: offset, to: offset, lines: ruleWords.lines(row) }
      },
      words: { fold: t`Fold`, unfold: t`Unfold`, folded: t`folded lines` },
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the words change only with the language
  }, [ask, client, profileId, t])
}

/** In a list of one empty text, the cursor is between its quotes. */
const inEmptyList = 2

function choicesOf({ kind, needsQuotes, hints }: CompletionAnswer, options: readonly string[]): CodeChoice[] {
  return options.map((option) => {
    if (kind === 'path') return { text: option, goesOn: option.endsWith('/') }
    if (kind === 'block') return { text: `${option} "` }
    if (option === 'capabilities' && kind === 'argument')
      return { text: `${option} = [""]`, cursorBack: inEmptyList, goesOn: true }
    if (kind === 'list') return { text: option, cursorBack: inEmptyList, goesOn: true }
    if (kind === 'argument') return { text: `${option} = ` }
    const hint = hints[option]
    if (hint !== undefined) return { text: option, hint }
    return { text: needsQuotes ? `"${option}"` : option }
  })
}
