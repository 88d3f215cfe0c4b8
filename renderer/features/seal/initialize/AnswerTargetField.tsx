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
        label={t`This computer has no keychain. Where should Strongroom write the new keys?`}
        description={t`The server returns these keys only once. Strongroom writes them there before it shows them, so that a crash doesn't lose them.`}
        value={place.how}
        onChange={(how) => onChange({ how })}
        error={problem === 'nothing-chosen' ? t`Choose an option.` : undefined}
        options={[
          {
            value: 'passphrase',
            label: t`Passphrase-protected file`,
            description: t`Strongroom then also stores tokens and drafts there. No one can open it without the passphrase.`,
          },
          {
            value: 'file',
            label: t`Unencrypted cluster-keys.json`,
            description: t`Use an encrypted disk or a USB drive.`,
          },
          {
            value: 'memory',
            label: t`Memory only`,
            description: t`For practice only. If Strongroom quits before you save the keys, you lose access to the server.`,
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
