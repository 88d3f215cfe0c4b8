/** The secret as one text, JSON or YAML, with errors by line and column. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { CodeEditor, type CodeEditorHandle } from '../../../ui/CodeEditor.tsx'
import type { WholeFormat } from './draft.ts'
import type { TextProblem } from './textProblems.ts'
import { useTextProblemMessages } from './useTextProblemMessages.ts'
import { KeyNames } from '../shared/KeyNames.tsx'
import styles from './WholeTextView.module.css'

/** How many problems are shown. */
const maxCount = 20

export function WholeTextView({
  format,
  text,
  problems,
  rounded,
  isShown,
  onShow,
  onChange,
  onDrop,
}: {
  format: WholeFormat
  text: string
  problems: readonly TextProblem[]
  /** Keys whose numbers the server will round. */
  rounded: readonly string[]
  isShown: boolean
  onShow: () => void
  onChange: (text: string) => void
  /** Returns to the table as it was when the text could last be read. */
  onDrop: () => void
}) {
  const { t } = useLingui()
  const words = useTextProblemMessages()
  const editor = useRef<CodeEditorHandle>(null)
  const name = format === 'json' ? 'JSON' : 'YAML'
  const marks = useMemo(
    () => problems.map((problem) => ({ from: problem.from, to: problem.to, message: words(problem) })),
    // oxlint-disable-next-line react/exhaustive-deps -- the words change only with the language
    [problems],
  )
  // SECURITY: a resumed draft shows no value before the person asks for it (docs/security.md, "Values").
  if (!isShown) {
    return (
      <div>
        <Button icon={<Eye size={14} />} onPress={onShow}>{t`Show the ${name} with all values`}</Button>
      </div>
    )
  }
  return (
    <div className={styles['view']}>
      <CodeEditor
        ref={editor}
        label={t`The secret as ${name}`}
        value={text}
        onChange={onChange}
        language={format}
        problems={marks}
        size="page"
        wraps
        hasFocusAtFirst
        description={
          <>
            {format === 'yaml' ? (
              <Trans>Comments and layout aren't saved. Vault stores only keys and values.</Trans>
            ) : (
              <Trans>Layout isn't saved. Vault stores only keys and values.</Trans>
            )}{' '}
            {rounded.length > 0 && (
              <Trans>
                KV 2 rounds numbers this long: <KeyNames names={rounded} />. Save them as text to keep every digit.
              </Trans>
            )}
          </>
        }
      />
      {problems.length > 0 && (
        <section className={styles['problems']} aria-label={t`Errors`}>
          <div className={styles['head']}>
            <output>
              <Plural
                value={problems.length}
                one="# error in this text. The draft is kept, but can't be saved yet."
                other="# errors in this text. The draft is kept, but can't be saved yet."
              />
            </output>
            <Button size="small" onPress={onDrop}>{t`Discard text and return to table`}</Button>
          </div>
          <ul>
            {problems.slice(0, maxCount).map((problem) => (
              <li key={`${problem.kind} ${problem.from}`} className={styles['problem']}>
                <Button size="small" variant="quiet" onPress={() => editor.current?.goTo(problem.from)}>
                  <Trans>
                    Line {problem.line}, column {problem.column}
                  </Trans>
                </Button>
                <span>{words(problem)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
