/** Finds the known name that a mistyped name probably means. */

/** Changes, insertions, deletions and swaps of neighbors from `a` to `b`. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

/** Returns the nearest of `known` if it is so close that no other name is likely; null otherwise. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > 60) return null
  const lower = name.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.min(3, Math.max(1, Math.floor(name.length / 3))) + 1
  for (const candidate of known) {
    const far = distance(lower, candidate)
    if (far < bestDistance) {
      best = candidate
      bestDistance = far
    }
  }
  return best
}
