/** Finds the mount of a path without comparing it with all mounts. */
import { nearest } from '../nearest.ts'
import type { LintMount, MountIndex } from './finding.ts'

/** Names that are compared with all mounts; a policy with more wrong names has another kind of error. */
const maxGuesses = 50

/** Mounts that always exist, independent of the token's list. */
const builtIn: readonly LintMount[] = [
  { path: 'sys/', type: 'system' },
  { path: 'identity/', type: 'identity' },
  { path: 'cubbyhole/', type: 'cubbyhole' },
  { path: 'auth/token/', type: 'token' },
]

export function indexMounts(mounts: readonly LintMount[]): MountIndex {
  const byPath = new Map<string, LintMount>()
  for (const mount of [...builtIn, ...mounts]) byPath.set(mount.path, mount)
  const sorted = [...byPath.keys()].sort()
  const names = sorted.map((path) => path.slice(0, -1)).filter((path) => path.length < 60)
  const guesses = new Map<string, string | null>()
  const find = (path: string): LintMount | null => {
    for (let slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      const mount = byPath.get(path.slice(0, slash + 1))
      if (mount !== undefined) return mount
      if (slash === 0) break
    }
    return null
  }
  let lastPath = ''
  let lastMount: LintMount | null = null
  return {
    all: [...byPath.values()],
    accessors: new Set(mounts.flatMap(({ accessor }) => (accessor === undefined ? [] : [accessor]))),
    nearest: (name) => {
      const known = guesses.get(name)
      if (known !== undefined || guesses.size >= maxGuesses) return known ?? null
      const guess = nearest(name, names)
      guesses.set(name, guess)
      return guess
    },
    at: (path) => {
      // Each check of a rule looks up the same path.
      if (path !== lastPath) {
        lastPath = path
        lastMount = find(path)
      }
      return lastMount
    },
    startsAny: (prefix) => {
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((sorted[middle] ?? '') < prefix) low = middle + 1
        else high = middle
      }
      return sorted[low]?.startsWith(prefix) ?? false
    },
  }
}
