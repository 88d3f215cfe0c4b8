/** The path of a new secret: kept exactly as typed; a refused path is explained. */
import { useLingui } from '@lingui/react/macro'
import { TextField } from '../../../ui/TextField.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'
import styles from './PathField.module.css'
import type { PathProblem } from './names.ts'

export function PathField({
  mount,
  value,
  onChange,
  problem,
}: {
  mount: string
  value: string
  onChange: (path: string) => void
  problem: PathProblem | null
}) {
  const { t } = useLingui()
  const words: Readonly<Record<PathProblem, string>> = {
    empty: t`A secret needs a path.`,
    'leading-slash': t`A path can't start with a slash. The path is already below ${mount}.`,
    'double-slash': t`Two slashes in a row make an empty name.`,
    dots: t`. and .. can't be names: servers and proxies read them as the parent folder.`,
    folder: t`A slash at the end makes a folder. Add the name of the secret.`,
    control: t`Paths can't have line breaks or other control characters.`,
    'too-long': t`This path is too long.`,
    unprintable: t`The server refuses invisible characters in a path: ${visibleText(value)}`,
  }
  const hasOuterSpace = problem === null && value !== value.trim()
  return (
    <TextField
      label={t`Path`}
      mono
      autoFocus
      isRequired
      before={<span className={styles['mount']}>{mount}</span>}
      value={value}
      onChange={onChange}
      description={
        hasOuterSpace
          ? t`A space at the start or end is part of the name.`
          : t`Slashes make folders. All other characters are kept as entered.`
      }
      error={problem !== null && words[problem]}
    />
  )
}
