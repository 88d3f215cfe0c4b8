/** The paths that a pattern can match, as far as two patterns can be compared without a server. */
import type { Pattern } from './rules.ts'

/** Returns the part of a pattern before any wildcard or template. */
export function literalPart(pattern: Pattern): string {
  const { path } = pattern
  const template = path.indexOf('{{')
  const plus = pattern.kind === 'segments' ? firstPlus(path) : -1
  const ends = [template, plus].filter((at) => at !== -1)
  return ends.length === 0 ? path : path.slice(0, Math.min(...ends))
}

/** Returns where the first segment that is a `+` begins; -1 if there is none. */
export function firstPlus(path: string): number {
  if (path === '+' || path.startsWith('+/')) return 0
  for (let at = path.indexOf('/+'); at !== -1; at = path.indexOf('/+', at + 1)) {
    const after = path[at + 2]
    if (after === undefined || after === '/') return at + 1
  }
  return -1
}

interface Shape {
  readonly segments: readonly string[]
  /** Whether the last segment is only a prefix. */
  readonly open: boolean
}

function shapeOf(pattern: Pattern): Shape {
  const open = pattern.kind === 'prefix' || (pattern.kind === 'segments' && pattern.path.endsWith('*'))
  const path = pattern.kind === 'segments' && open ? pattern.path.slice(0, -1) : pattern.path
  return { segments: path.split('/'), open }
}

const wild = (pattern: Pattern, segment: string): boolean =>
  (pattern.kind === 'segments' && segment === '+') || segment.includes('{{')

/** Whether both match some common path. Templates may stand for anything. */
export function overlap(a: Pattern, b: Pattern): boolean {
  const one = shapeOf(a)
  const two = shapeOf(b)
  for (let index = 0; ; index++) {
    const left = one.segments[index]
    const right = two.segments[index]
    if (left === undefined || right === undefined) return left === right
    const lastLeft = one.open && index === one.segments.length - 1
    const lastRight = two.open && index === two.segments.length - 1
    const leftWild = wild(a, left)
    const rightWild = wild(b, right)
    if (lastLeft || lastRight) {
      if (leftWild || rightWild) return true
      if (lastLeft && lastRight) return left.startsWith(right) || right.startsWith(left)
      return lastLeft ? right.startsWith(left) : left.startsWith(right)
    }
    if (!leftWild && !rightWild && left !== right) return false
  }
}
