import { useLingui } from '@lingui/react/macro'
import {
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import styles from './CodeEditor.module.css'
import type { CodeAssist } from './codeAssist.ts'
import type { CodeEdit, CodeLanguage, CodeProblem, OpenCodeEditor } from './codeMirror.ts'
import { SkeletonRows } from './Skeleton.tsx'

export type { CodeAssist, CodeChoice } from './codeAssist.ts'
export type { CodeEdit, CodeLanguage, CodeProblem } from './codeMirror.ts'

/** The functions of an editor for its page. */
export interface CodeEditorHandle {
  /** Moves the cursor to an offset and scrolls it into view. */
  readonly goTo: (offset: number) => void
  /** Changes pieces of the text, as if they had been typed. Does nothing before the editor has loaded. */
  readonly edit: (edits: readonly CodeEdit[]) => void
  /** Replaces the whole text, as one step of undo. */
  readonly replace: (text: string) => void
  readonly focus: () => void
}

export type CodeEditorProps = {
  /** Its name for a screen reader. */
  readonly label: string
  readonly value: string
  /** Absent: read-only. */
  readonly onChange?: ((text: string) => void) | undefined
  readonly language?: CodeLanguage
  /** Marked in the gutter and under the text; the page lists them as text, too. */
  readonly problems?: readonly CodeProblem[] | undefined
  /** Wraps long lines at the edge. */
  readonly wraps?: boolean
  readonly hasFocusAtFirst?: boolean
  /** `field`: grows up to some lines; `page`: takes the available room; `fill`: as high as its parent. */
  readonly size?: 'field' | 'page' | 'fill'
  /** Completions and hover texts while the person types. The first value decides whether there are any. */
  readonly assist?: CodeAssist | undefined
  readonly onCursor?: ((offset: number) => void) | undefined
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly ref?: Ref<CodeEditorHandle>
}

const none: readonly CodeProblem[] = []
const noAssist: CodeAssist = {
  choicesAt: () => Promise.resolve(null),
  wordsAt: () => Promise.resolve(null),
  words: { fold: '', unfold: '', folded: '' },
}

/** A text of several lines: with line numbers, colors, and marks at errors. It is loaded when it is needed. */
export function CodeEditor({
  label,
  value,
  onChange,
  language = 'text',
  problems = none,
  wraps = false,
  hasFocusAtFirst = false,
  size = 'field',
  description,
  error,
  assist,
  onCursor,
  ref,
}: CodeEditorProps) {
  const { t } = useLingui()
  const box = useRef<HTMLDivElement>(null)
  const helpId = useId()
  const [editor, setEditor] = useState<OpenCodeEditor | null>(null)
  const isReadOnly = onChange === undefined
  const hasAssist = assist !== undefined
  // The first values and callbacks; the editor is not opened again when one of them changes.
  const latest = useRef({ label, value, onChange, wraps, hasFocusAtFirst, assist, onCursor })
  useEffect(() => {
    latest.current = { label, value, onChange, wraps, hasFocusAtFirst, assist, onCursor }
  })

  useEffect(() => {
    let opened: OpenCodeEditor | null = null
    let isGone = false
    void import('./codeMirror.ts').then(({ openCodeEditor }) => {
      if (isGone || box.current === null) return
      opened = openCodeEditor(box.current, {
        text: latest.current.value,
        label: latest.current.label,
        language,
        wraps: latest.current.wraps,
        isReadOnly,
        describedBy: helpId,
        onChange: (text) => latest.current.onChange?.(text),
        onCursor: (offset) => latest.current.onCursor?.(offset),
        assist: hasAssist ? () => latest.current.assist ?? noAssist : undefined,
      })
      if (latest.current.hasFocusAtFirst) opened.focus()
      setEditor(opened)
    })
    return () => {
      isGone = true
      opened?.close()
      setEditor(null)
    }
  }, [language, isReadOnly, helpId, hasAssist])

  // With the render: a letter that is typed before a later effect would be overwritten by the text of the earlier
  // render.
  useLayoutEffect(() => editor?.setText(value), [editor, value])
  useEffect(() => editor?.setProblems(problems), [editor, problems])
  useEffect(() => editor?.setWraps(wraps), [editor, wraps])
  useEffect(() => editor?.setLabel(label), [editor, label])
  useImperativeHandle(
    ref,
    () => ({
      goTo: (offset) => editor?.goTo(offset),
      edit: (edits) => editor?.edit(edits),
      replace: (text) => editor?.replace(text),
      focus: () => editor?.focus(),
    }),
    [editor],
  )

  const hasError = error !== undefined && error !== null && error !== false && error !== ''
  return (
    <div
      className={styles['editor']}
      data-size={size}
      data-invalid={hasError || problems.some(({ severity = 'error' }) => severity === 'error') || undefined}
    >
      <div ref={box} className={styles['box']} data-size={size} data-readonly={isReadOnly || undefined}>
        {editor === null && <SkeletonRows rows={3} />}
      </div>
      <div id={helpId} className={styles['help']}>
        {hasError && <div className={styles['error']}>{error}</div>}
        {description !== undefined && <div>{description}</div>}
        {!isReadOnly && <div>{t`Tab indents. To leave by keyboard, press Escape and then Tab.`}</div>}
      </div>
    </div>
  )
}
