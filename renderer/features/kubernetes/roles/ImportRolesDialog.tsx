/** Roles from a file or commands: read here, compared with the mount, then written. */
import { useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useState } from 'react'
import { limits } from '../../../../electron/contract/limits.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { Tidied } from '../../../../electron/contract/text/tidied.ts'
import { tidyLines } from '../../../../electron/contract/text/tidyText.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { readTextFile } from '../../../lib/readTextFile.ts'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import type { ReadProblem, ReadProblemCode } from './formats/rawRole.ts'
import { readRoles, type ReadRoles } from './formats/read.ts'
import type { RoleDialogProps } from './roleDialog.ts'
import changes from './shared/changes.module.css'
import { RolePlan } from './RolePlan.tsx'

export function ImportRolesDialog({ profileId, mount, onClose, onDone }: RoleDialogProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const [read, setRead] = useState<{ readonly of: string; readonly result: ReadRoles } | null>(null)
  const [ofFile, setOfFile] = useState<readonly Tidied[]>([])
  const tidy = useMemo(() => tidyLines(text), [text])
  const [fileProblem, setFileProblem] = useState<'too-large' | 'not-text' | null>(null)

  useEffect(() => {
    let isHere = true
    void readRoles(tidy.text).then((result) => {
      if (isHere) setRead({ of: text, result })
    })
    return () => {
      isHere = false
    }
  }, [text, tidy])

  async function take(files: readonly File[]) {
    const [file] = files
    if (file === undefined) return
    if (file.size > limits.draft) return setFileProblem('too-large')
    const content = await readTextFile(file)
    setFileProblem(content === null ? 'not-text' : null)
    if (content === null) return
    setOfFile(content.tidied)
    setText(content.text)
  }

  const result = read?.of === text ? read.result : null
  return (
    <Dialog isOpen onOpenChange={onClose} size="large" title={t`Import roles into ${mount}`}>
      <div className={changes['stack']}>
        <TextArea
          label={t`Roles`}
          description={t`JSON, YAML, vault write commands or Terraform, from an export or written by hand.`}
          mono
          rows={7}
          autoFocus
          value={text}
          onChange={setText}
          error={
            fileProblem === 'too-large'
              ? t`The file is larger than 8 MiB.`
              : fileProblem === 'not-text' && t`This isn't a text file. Nothing was read.`
          }
        />
        <TidiedNote tidied={[...ofFile, ...tidy.removed]} />
        <FileDrop
          label={t`Choose a file`}
          hint={t`or drop it here`}
          accept={['.json', '.yaml', '.yml', '.sh', '.tf', '.txt']}
          onFiles={(files) => void take(files)}
        />
        {result !== null && result.problems.length > 0 && <ReadProblems problems={result.problems} />}
        {result !== null && result.roles.length > 0 && (
          <RolePlan
            key={text}
            profileId={profileId}
            mount={mount}
            wanted={result.roles}
            onDone={() => {
              onDone()
              onClose()
            }}
          />
        )}
      </div>
    </Dialog>
  )
}

function ReadProblems({ problems }: { problems: readonly ReadProblem[] }) {
  const { t } = useLingui()
  const words: Readonly<Record<ReadProblemCode, (problem: ReadProblem) => string>> = {
    'not-readable': () => t`This text can't be read.`,
    'no-roles': () => t`This text contains no roles.`,
    name: ({ role }) => t`${role}: not a valid role name.`,
    field: ({ role, detail }) => t`${role}: the value of ${detail} isn't valid.`,
    'file-value': ({ role, detail }) => t`${role}: values from files or standard input aren't read: ${detail}`,
    expression: ({ role, detail }) => t`${role}: only Terraform can evaluate this expression: ${detail}`,
    'jwt-field': ({ role, detail }) =>
      t`${role}: ${detail} was left out: only roles of the JWT auth method have this field. A Kubernetes role has one audience.`,
    twice: ({ role }) => t`${role}: defined twice; the first definition is used.`,
  }
  return (
    <Banner tone="warn" title={t`Some of the text couldn't be read.`}>
      <ul className={changes['changes']}>
        {problems.slice(0, 20).map((problem) => (
          <li key={`${problem.role} ${problem.code}`}>{words[problem.code](problem)}</li>
        ))}
      </ul>
    </Banner>
  )
}
