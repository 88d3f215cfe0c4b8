/** Shows that the server's text is newer than the one that the edit is based on, with the changes. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { StoredPolicy } from '../../../../electron/contract/policies.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'

export function NewerPolicy({
  base,
  stored,
  isGone,
  onBase,
  onTake,
}: {
  /** The server's text that the edit is based on. */
  base: string | null
  stored: StoredPolicy | undefined
  isGone: boolean
  /** Keeps the typed text, on top of theirs. */
  onBase: (base: string | null) => void
  /** Takes their text into the editor; undo restores the typed text. */
  onTake: (text: string) => void
}) {
  const { t } = useLingui()
  const [isShown, setShown] = useState(false)
  const theirs = isGone ? null : stored?.text
  if (theirs === undefined || theirs === base) return null
  if (theirs === null) {
    return (
      <Banner
        tone="warn"
        title={t`Someone else deleted this policy since you started editing.`}
        action={<Button size="small" onPress={() => onBase(null)}>{t`Create policy with my text`}</Button>}
      />
    )
  }
  return (
    <>
      <Banner
        tone="warn"
        title={
          base === null
            ? t`Someone else created a policy with this name.`
            : t`Someone else saved a newer version of this policy.`
        }
        action={
          <>
            <Button size="small" onPress={() => setShown(!isShown)}>
              {isShown ? t`Hide what changed` : t`Show what changed`}
            </Button>
            <Button size="small" onPress={() => onBase(theirs)}>{t`Keep my text`}</Button>
            <Button
              size="small"
              onPress={() => {
                onTake(theirs)
                onBase(theirs)
              }}
            >{t`Take theirs`}</Button>
          </>
        }
      >
        <Trans>Nothing was overwritten. Decide before you save.</Trans>
      </Banner>
      {isShown && <LineDiff label={t`their changes`} before={base ?? ''} after={theirs} />}
    </>
  )
}
