import { useLingui } from '@lingui/react/macro'
import { NewPassphraseFields } from '../../../components/NewPassphraseFields.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { KeysFileField } from '../shares/KeysFileField.tsx'
import type { AnswerTarget, AnswerTargetProblem } from './answerTarget.ts'

export interface AnswerTargetFieldProps {
  readonly place: AnswerTarget
  /** Gets only the changed members: a file that is named later must not write back an earlier choice. */
  readonly onChange: (change: Partial<AnswerTarget>) => void
  /** Shown once the person has tried to continue. */
  readonly problem: AnswerTargetProblem | null
}

/** For a computer without a keychain: the file or memory that the server's answer is written to before it is shown. */
export function AnswerTargetField({ place, onChange, problem }: AnswerTargetFieldProps) {
  const { t } = useLingui()
  return (
    <>
      <RadioGroup
        label={t`This computer has no keychain. Where do the new keys go first?`}
        description={t`The server tells them once. They are written there before they are shown, so that a crash does not lose them.`}
        value={place.how}
        onChange={(how) => onChange({ how })}
        error={problem === 'nothing-chosen' ? t`Choose one.` : undefined}
        options={[
          {
            value: 'passphrase',
            label: t`A file that a passphrase opens`,
            description: t`Strongroom then also keeps tokens and drafts in it. Without the passphrase nobody can open it.`,
          },
          {
            value: 'file',
            label: t`cluster-keys.json, in the clear`,
            description: t`On an encrypted disk or a stick.`,
          },
          {
            value: 'memory',
            label: t`Nowhere: memory only`,
            description: t`For practice. If Strongroom ends before you have saved them, the server is lost.`,
          },
        ]}
      />
      {place.how === 'passphrase' && (
        <NewPassphraseFields
          value={place}
          onChange={onChange}
          problem={problem === 'too-short' || problem === 'differs' ? problem : null}
        />
      )}
      {place.how === 'file' && (
        <KeysFileField
          file={place.file}
          onChange={(file) => onChange({ file })}
          error={problem === 'no-file' ? t`Choose a file.` : undefined}
        />
      )}
    </>
  )
}
