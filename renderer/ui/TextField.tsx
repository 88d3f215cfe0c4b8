import type { ReactNode, Ref } from 'react'
import { Input } from 'react-aria-components'
import { inputClass } from './Field.tsx'
import { TextFrame, type TextFrameProps } from './TextFrame.tsx'

export type TextFieldProps = TextFrameProps & {
  readonly placeholder?: string | undefined
  /** Paths, addresses, keys and values are set in the monospace. */
  readonly mono?: boolean | undefined
  /** Inside the box, before and after the text. */
  readonly before?: ReactNode
  readonly after?: ReactNode
  /** The input itself, so that a form can move the focus to the first mistake. */
  readonly ref?: Ref<HTMLInputElement>
}

/** A line of text. */
export function TextField({ placeholder, mono, before, after, ref, ...props }: TextFieldProps) {
  return (
    <TextFrame {...props}>
      {before}
      <Input
        ref={ref ?? null}
        className={inputClass}
        {...(placeholder !== undefined && { placeholder })}
        data-mono={mono || undefined}
      />
      {after}
    </TextFrame>
  )
}
