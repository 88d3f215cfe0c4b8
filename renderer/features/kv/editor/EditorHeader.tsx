/** The editor's title, and the actions on the edit as a whole. */
import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import type { WriteBase } from '../../../../electron/contract/kv.ts'
import { Button } from '../../../ui/Button.tsx'
import { classNames } from '../../../ui/classNames.ts'
import styles from './EditorHeader.module.css'
import longTitle from '../../../ui/shared/longTitle.module.css'

export function EditorHeader(props: {
  title: string
  base: WriteBase
  /** Whether the differences are shown. */
  isReview: boolean
  isSaving: boolean
  /** Whether a save replaces values that were not read: only a press on the button does that. */
  isReplacing: boolean
  disabledReason: string | undefined
  onCancel: () => void
  onBack: () => void
  onSave: () => void
}) {
  const { t } = useLingui()
  const { base, isReview, isReplacing } = props
  const saveWords = base.kind === 'version' ? t`Save version ${base.version + 1}` : t`Save secret`
  const writesAtOnce = isReview || base.kind === 'new'
  const save = useRef<HTMLButtonElement>(null)
  const back = useRef<HTMLButtonElement>(null)
  const wasReview = useRef(isReview)
  useEffect(() => {
    if (wasReview.current === isReview) return
    wasReview.current = isReview
    // The review starts on this button, so that Enter confirms it; the edit continues where the review began.
    if (isReview && isReplacing) back.current?.focus()
    else save.current?.focus()
  }, [isReview, isReplacing])
  return (
    <header className={styles['header']}>
      <h1 className={classNames(styles['title'], longTitle['clamped'])}>{props.title}</h1>
      {isReview ? (
        <Button ref={back} onPress={props.onBack}>{t`Keep editing`}</Button>
      ) : (
        <Button onPress={props.onCancel}>{t`Cancel`}</Button>
      )}
      <Button
        ref={save}
        variant={isReview && isReplacing ? 'danger' : 'primary'}
        isPending={props.isSaving}
        onPress={props.onSave}
        disabledReason={props.disabledReason}
      >
        {!writesAtOnce ? t`Review changes` : isReplacing ? t`Overwrite without reading` : saveWords}
      </Button>
    </header>
  )
}
