/** Imports keys and values from a text or a file, after showing what they would change. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import type { Entry } from '../../../../electron/contract/kv.ts'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import { tidyTerminal } from '../../../../electron/contract/text/tidyText.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { Button } from '../../../ui/Button.tsx'
import { CodeEditor } from '../../../ui/CodeEditor.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changes.ts'
import type { EnvProblem } from './dotenv.ts'
import styles from './ImportDialog.module.css'
import { guessFormat, type ImportFormat, readImport, unwrapped, withImported } from './importing.ts'
import { useTextProblemMessages } from './useTextProblemMessages.ts'

/** Bytes of the largest file that is read; more does not fit into a secret. */
const largest = 1024 * 1024
/** How many problems are shown. */
const maxCount = 8

export interface ImportDialogProps {
  readonly current: readonly Entry[]
  /** The text that was already pasted. */
  readonly text: string
  readonly onTake: (entries: readonly Entry[]) => void
  readonly onClose: () => void
}

export function ImportDialog({ current, text: first, onTake, onClose }: ImportDialogProps) {
  const { t, i18n } = useLingui()
  const words = useTextProblemMessages()
  const envWords = useEnvProblemWords()
  const [text, setText] = useState(first)
  const [chosen, setChosen] = useState<ImportFormat | null>(null)
  const [fileProblem, setFileProblem] = useState<string | null>(null)
  const [fileName, setFileName] = useState('')
  const [ofFile, setOfFile] = useState<readonly Tidied[]>([])
  const [isUnwrapped, setUnwrapped] = useState(true)
  const { text: plain, removed } = useMemo(() => tidyTerminal(text), [text])
  const guessed = useMemo(() => guessFormat(plain, fileName), [plain, fileName])
  const format = chosen ?? guessed
  const read = useMemo(() => readImport(format, plain), [format, plain])
  const wrapped = useMemo(() => (format === 'json' ? unwrapped(read.entries) : null), [format, read])
  const entries = wrapped !== null && isUnwrapped ? wrapped.inner : read.entries
  const result = useMemo(() => withImported(current, entries), [current, entries])
  const changes = useMemo(() => changesBetween(current, result), [current, result])
  const isEmpty = text.trim() === ''

  async function take(files: readonly File[]): Promise<void> {
    const [file] = files
    if (file === undefined) return
    const [size, limit] = [i18n.number(Math.ceil(file.size / 1024)), i18n.number(largest / 1024)]
    if (file.size > largest) setFileProblem(t`${file.name} has ${size} KiB. At most ${limit} KiB can be imported.`)
    else {
      const content = await readTextFile(file)
      setFileProblem(content === null ? t`${file.name} isn't a text file. Nothing was read.` : null)
      if (content === null) return
      setFileName(file.name)
      setOfFile(content.tidied)
      setText(content.text)
    }
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="large"
      title={t`Import keys and values`}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant="primary"
            disabledReason={changes.length === 0 ? t`Nothing would change` : undefined}
            onPress={() => onTake(result)}
          >
            {t`Apply changes`}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['tools']}>
          <FileDrop
            label={t`Choose a file`}
            hint={t`or drop it here, or paste below`}
            onFiles={(files) => void take(files)}
          />
          <Select
            label={t`Format`}
            options={[
              { value: 'env', label: '.env' },
              { value: 'json', label: 'JSON' },
              { value: 'yaml', label: 'YAML' },
            ]}
            value={format}
            onChange={setChosen}
          />
        </div>
        {fileProblem !== null && <p className={styles['problem']}>{fileProblem}</p>}
        <CodeEditor
          label={t`Text to import`}
          value={text}
          onChange={setText}
          language={format === 'env' ? 'text' : format}
          hasFocusAtFirst
          wraps
        />
        <TidiedNote tidied={[...ofFile, ...removed]} />
        {wrapped !== null && (
          <Switch
            isSelected={isUnwrapped}
            onChange={setUnwrapped}
            description={
              wrapped.wrapping === 'answer'
                ? t`This is a server response. Its other fields, such as request_id, aren't part of the secret.`
                : t`This is the body of a write request. Its options aren't part of the secret.`
            }
          >
            {t`Import only the data inside`}
          </Switch>
        )}
        {!isEmpty && (
          <output className={styles['problems']}>
            {read.problems.slice(0, maxCount).map((problem) => (
              <span key={`${problem.kind} ${problem.from}`} className={styles['problem']}>
                <Trans>
                  Line {problem.line}, column {problem.column}
                </Trans>
                : {words(problem)}
              </span>
            ))}
            {read.envProblems.slice(0, maxCount).map((problem) => (
              <span key={`${problem.kind} ${problem.line}`} className={styles['warning']}>
                {envWords(problem)}
              </span>
            ))}
            {read.problems.length === 0 && changes.length === 0 && <Trans>All keys already have these values.</Trans>}
          </output>
        )}
        {changes.length > 0 && <ChangeList changes={changes} label={t`Import changes`} />}
      </div>
    </Dialog>
  )
}

function useEnvProblemWords(): (problem: EnvProblem) => string {
  const { t } = useLingui()
  return ({ kind, line, key = '' }) => {
    switch (kind) {
      case 'no-assignment':
        return t`Line ${line} isn't an assignment and was left out.`
      case 'key-twice':
        return t`Line ${line}: ${key} is set again further down. The last value is used.`
      case 'open-quote':
        return t`Line ${line}: the opening quote of ${key} isn't closed, so it is part of the value.`
      case 'cut':
        return t`Line ${line}: the text after # in ${key} is a comment. Quote the value to keep the text.`
    }
  }
}
