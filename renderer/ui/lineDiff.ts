/** Two texts line by line. */
import { diffLines } from 'diff'

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** A run of same lines that is left out, or a line. */
export type DiffPiece = DiffLine | { readonly kind: 'left-out'; readonly lines: number }

/** Equal lines around a change that are shown. */
const around = 3
/** Milliseconds until two long texts with little in common are shown one after the other instead. */
const longest = 300

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  // A line break at the end ends the last line; it does not begin another.
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** Every line of both: lines only in `before` are removed, lines only in `after` are added. */
export function diffOf(before: string | undefined, after: string | undefined): DiffLine[] {
  const all = (text: string | undefined, kind: DiffLine['kind']): DiffLine[] =>
    text === undefined ? [] : linesOf(text).map((line) => ({ kind, text: line }))
  const parts = before === undefined || after === undefined ? undefined : diffLines(before, after, { timeout: longest })
  if (parts === undefined) return [...all(before, 'removed'), ...all(after, 'added')]
  return parts.flatMap(({ value, added, removed }) => all(value, added ? 'added' : removed ? 'removed' : 'same'))
}

/** The same with long runs of same lines left out. */
export function withoutLongRuns(lines: readonly DiffLine[]): DiffPiece[] {
  const isNear = lines.map(() => false)
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return
    for (let at = Math.max(0, index - around); at <= Math.min(lines.length - 1, index + around); at++) isNear[at] = true
  })
  const pieces: DiffPiece[] = []
  let left = 0
  const flush = () => {
    if (left > 0) pieces.push({ kind: 'left-out', lines: left })
    left = 0
  }
  lines.forEach((line, index) => {
    if (isNear[index] === true) {
      flush()
      pieces.push(line)
    } else left++
  })
  flush()
  return pieces
}
