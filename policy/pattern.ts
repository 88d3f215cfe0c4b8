/** Classifies a rule's path as the servers do: exact, prefix, or with segment wildcards. */
import type { Pattern } from './rules.ts'

/** @param written the path of a rule; a leading slash is dropped, because paths begin after `/v1/`. */
export function patternOf(written: string): Pattern {
  const path = written.startsWith('/') ? written.slice(1) : written
  if (path === '+' || path.includes('/+') || path.startsWith('+/')) return { kind: 'segments', path }
  return path.endsWith('*') ? { kind: 'prefix', path: path.slice(0, -1) } : { kind: 'exact', path }
}

/** Returns the pattern in the form of a policy: the key by which the servers combine rules. */
export const patternText = (pattern: Pattern): string => (pattern.kind === 'prefix' ? `${pattern.path}*` : pattern.path)

export interface SplitPattern {
  readonly segments: readonly string[]
  /** Whether the last segment is only a prefix, of one segment or more. */
  readonly isOpen: boolean
}

/** Splits a pattern into segments, with `name` in place of each template. */
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
  /** The trimmed text between the braces. */
  readonly key: string
  /** The position of the braces, as an offset into the path. */
  readonly start: number
  readonly end: number
}

/** Returns the `{{…}}` of a path. */
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
