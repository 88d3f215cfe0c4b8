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
    'leading-slash': t`A path does not begin with a slash: it is below ${mount} already.`,
    'double-slash': t`Two slashes in a row would make a name of nothing.`,
    dots: t`. and .. are no names: servers and proxies take them for a way up.`,
    folder: t`A slash at the end makes a folder. Name the secret in it.`,
    control: t`Line breaks and other control characters are not allowed in a path.`,
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
          ? t`The space at its end or beginning is part of the name.`
          : t`Slashes make folders. Every other sign is kept as you type it.`
      }
      error={problem !== null && words[problem]}
    />
  )
}
