/** A rule's path as the servers sort it: exact, prefix, or with segment wildcards. */
import type { Pattern } from './rules.ts'

/** @param written the path of a rule; a slash before it is dropped, as paths begin after `/v1/`. */
export function patternOf(written: string): Pattern {
  const path = written.startsWith('/') ? written.slice(1) : written
  if (path === '+' || path.includes('/+') || path.startsWith('+/')) return { kind: 'segments', path }
  return path.endsWith('*') ? { kind: 'prefix', path: path.slice(0, -1) } : { kind: 'exact', path }
}

/** The pattern as one would write it: the key under which the servers put rules together. */
export const patternText = (pattern: Pattern): string => (pattern.kind === 'prefix' ? `${pattern.path}*` : pattern.path)

export interface SplitPattern {
  readonly segments: readonly string[]
  /** The last segment is only the beginning of one, or of more. */
  readonly isOpen: boolean
}

/** A pattern in segments, with `name` in place of each template. */
export function splitPattern({ kind, path }: Pattern, name: string): SplitPattern {
  const endsInStar = kind === 'segments' && path.endsWith('*')
  const literal = endsInStar ? path.slice(0, -1) : path
  return {
    segments: literal.replaceAll(/\{\{[^{}]*\}\}/g, () => name).split('/'),
    isOpen: endsInStar || kind === 'prefix',
  }
}

/** False for a path whose template braces do not pair, which the servers refuse. */
export function bracesPair(path: string): boolean {
  if (!path.includes('{{') && !path.includes('}}')) return true
  const [before = '', ...pieces] = path.split('{{')
  return !before.includes('}}') && pieces.every((piece) => piece.split('}}').length === 2)
}

export interface Template {
  /** What is between the braces, trimmed. */
  readonly key: string
  /** Of the braces, as offsets into the path. */
  readonly start: number
  readonly end: number
}

/** The `{{…}}` of a path. */
export function templatesOf(path: string): readonly Template[] {
  const templates: Template[] = []
  let start = -1
  for (const piece of path.split('{{')) {
    const close = start === -1 ? -1 : piece.indexOf('}}')
    if (close !== -1) templates.push({ key: piece.slice(0, close).trim(), start, end: start + close + 4 })
    start = start === -1 ? piece.length : start + 2 + piece.length
  }
  return templates
}
