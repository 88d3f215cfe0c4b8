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
      ? t`Someone else deleted this secret.`
      : version === undefined
        ? t`Someone else saved a newer version of this secret.`
        : t`Someone else saved version ${version}.`
  return (
    <Banner tone="warn" title={title}>
      {state === 'gone' && <Trans>Nothing was written. Saving creates the secret again with these values.</Trans>}
      {state === 'deleted' && (
        <Trans>
          Nothing was overwritten. The newer version is deleted and has no values. All your values are here.
        </Trans>
      )}
      {state === 'current' && (
        <>
          <Trans>Nothing was overwritten.</Trans>{' '}
          {taken.length > 0 && (
            <>
              <Trans>Merged automatically:</Trans> <KeyNames names={taken} />.{' '}
            </>
          )}
          {conflicts.length === 0 ? (
            <Trans>No key was changed on both sides. Save to apply your changes to the newer version.</Trans>
          ) : undecided > 0 ? (
            <Plural
              value={undecided}
              one="# key was changed on both sides. Choose a value below."
              other="# keys were changed on both sides. Choose values below."
            />
          ) : (
            <Trans>All keys are resolved.</Trans>
          )}
        </>
      )}
    </Banner>
  )
}
