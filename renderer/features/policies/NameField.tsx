/** The name of a policy that is new, and how the server will keep it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { TextField } from '../../ui/TextField.tsx'
import { type NameProblem, type PolicyDraft, storedName } from './policyDraft.ts'

export function NameField({
  draft,
  onChange,
  problem,
}: {
  draft: PolicyDraft
  onChange: (name: string) => void
  problem: NameProblem | 'taken' | null
}) {
  const { t } = useLingui()
  const stored = storedName(draft.name)
  const words: Readonly<Record<NameProblem | 'taken', string>> = {
    taken: t`There is a policy of this name already`,
    empty: t`It needs a name.`,
    root: t`root is the server's own.`,
    characters: t`A name holds no control characters, and between slashes neither nothing nor dots alone.`,
    long: t`The name is too long.`,
  }
  const isShown = problem !== null && draft.name !== ''
  return (
    <TextField
      label={t`Name`}
      value={draft.name}
      onChange={onChange}
      mono
      autoFocus
      error={isShown ? words[problem] : undefined}
      description={
        problem === null && stored !== draft.name ? (
          <Trans>
            The server keeps names in small letters: <code>{stored}</code>
          </Trans>
        ) : undefined
      }
    />
  )
}
