/** Says that the server has another text by now than the one that the edit began with, and shows what changed. */
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
  /** The server's text that the edit stands on. */
  base: string | null
  stored: StoredPolicy | undefined
  isGone: boolean
  /** Goes on with what was typed, on top of theirs. */
  onBase: (base: string | null) => void
  /** Takes their text into the editor; its undo brings back what was typed. */
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
        title={t`Somebody has removed this policy since you began.`}
        action={<Button size="small" onPress={() => onBase(null)}>{t`Create it again with my text`}</Button>}
      />
    )
  }
  return (
    <>
      <Banner
        tone="warn"
        title={
          base === null
            ? t`Somebody has made a policy of this name meanwhile.`
            : t`Somebody has saved this policy since you began.`
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
      {isShown && <LineDiff label={t`what they changed`} before={base ?? ''} after={theirs} />}
    </>
  )
}
