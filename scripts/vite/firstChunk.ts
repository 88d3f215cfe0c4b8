/**
 * One chunk for all that the page needs at its start. Left alone, the bundler cuts it into thirty, because later pages
 * share pieces of it, and thirty small files take the browser longer than the one that they are parts of.
 */
import type { Plugin } from 'vite'

/** What `entries` (by the end of their path) import at their start, and theirs in turn, goes into the chunk `name`. */
export function firstChunk(name: string, entries: readonly string[]): Plugin {
  const first = new Set<string>()
  return {
    name: 'first-chunk',
    apply: 'build',
    config: () => ({
      build: {
        // The styles of all pages are small beside the requests that they would take one by one.
        cssCodeSplit: false,
        rolldownOptions: { output: { codeSplitting: { groups: [{ name, test: (id: string) => first.has(id) }] } } },
      },
    }),
    buildEnd() {
      const follow = (id: string): void => {
        if (first.has(id)) return
        first.add(id)
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported)
      }
      for (const id of this.getModuleIds()) if (entries.some((entry) => id.endsWith(entry))) follow(id)
    },
  }
}
