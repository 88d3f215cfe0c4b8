/** The name of a new policy, and the form in which the server stores it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { visibleText } from '../../../lib/exactPieces.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { memo } from 'react'
import { type NameProblem, storedName } from '../editor/policyDraft.ts'

export const NameField = memo(function NameField({
  typed,
  onChange,
  problem,
}: {
  typed: string
  onChange: (name: string) => void
  problem: NameProblem | 'taken' | null
}) {
  const { t } = useLingui()
  const stored = storedName(typed)
  const words: Readonly<Record<NameProblem | 'taken', string>> = {
    taken: t`A policy with this name already exists`,
    empty: t`Enter a name.`,
    root: t`root is built into the server.`,
    reserved: t`The server has a built-in policy with this name, which can't be changed.`,
    characters: t`Names can't have control characters, empty segments, or segments of only dots.`,
    unprintable: t`The server refuses invisible characters in a name: ${visibleText(typed)}`,
    long: t`The name is too long.`,
  }
  const isShown = problem !== null && typed !== ''
  return (
    <TextField
      label={t`Name`}
      value={typed}
      onChange={onChange}
      mono
      autoFocus
      error={isShown ? words[problem] : undefined}
      description={
        problem === null && stored !== typed ? (
          <Trans>
            The server stores names in lowercase: <code>{stored}</code>
          </Trans>
        ) : undefined
      }
    />
  )
})
