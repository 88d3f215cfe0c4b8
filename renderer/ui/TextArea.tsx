import type { Ref } from 'react'
import { TextArea as AriaTextArea } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { inputClass } from './Field.tsx'
import styles from './TextArea.module.css'
import { TextFrame, type TextFrameProps } from './TextFrame.tsx'

export type TextAreaProps = TextFrameProps & {
  readonly placeholder?: string | undefined
  readonly rows?: number
  readonly mono?: boolean | undefined
  readonly ref?: Ref<HTMLTextAreaElement>
}

/** Several lines of text: PEM, notes, a multi-line value. Line breaks are kept as they are typed. */
export function TextArea({ placeholder, rows = 4, mono, ref, ...props }: TextAreaProps) {
  return (
    <TextFrame {...props}>
      <AriaTextArea
        ref={ref ?? null}
        className={classNames(inputClass, styles['area'])}
        {...(placeholder !== undefined && { placeholder })}
        rows={rows}
        data-mono={mono || undefined}
      />
    </TextFrame>
  )
}
