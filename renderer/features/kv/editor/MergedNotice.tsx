/** Shows that someone else saved the secret while it was edited, and how both sides were merged. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Banner } from '../../../ui/Banner.tsx'
import { KeyNames } from '../shared/KeyNames.tsx'
import type { Merged } from './rebase.ts'

/** After a merge. `undecided`: how many keys still wait for a choice. */
export function MergedNotice({ merged, undecided }: { merged: Merged; undecided: number }) {
  const { t } = useLingui()
  const { version, state, taken, conflicts } = merged
  const title =
    state === 'gone'
      ? t`Somebody removed this secret meanwhile.`
      : version === undefined
        ? t`Somebody saved this secret meanwhile.`
        : t`Somebody saved version ${version} meanwhile.`
  return (
    <Banner tone="warn" title={title}>
      {state === 'gone' && <Trans>Nothing was written. Saving makes it a new secret with all that is here.</Trans>}
      {state === 'deleted' && (
        <Trans>Nothing was overwritten. That version is deleted and holds no values; yours are all here.</Trans>
      )}
      {state === 'current' && (
        <>
          <Trans>Nothing was overwritten.</Trans>{' '}
          {taken.length > 0 && (
            <>
              <Trans>Their changes came in by themselves:</Trans> <KeyNames names={taken} />.{' '}
            </>
          )}
          {conflicts.length === 0 ? (
            <Trans>No key was changed on both sides. Save to put your changes on top.</Trans>
          ) : undecided > 0 ? (
            <Plural
              value={undecided}
              one="# key was changed on both sides: choose below."
              other="# keys were changed on both sides: choose below."
            />
          ) : (
            <Trans>Every key is decided.</Trans>
          )}
        </>
      )}
    </Banner>
  )
}
