/** Puts the chunks that only the loopback entry uses into a separate folder, so that a package can leave them out. */
import type { Plugin } from 'vite'

/**
 * `entry` is the packaged entry, by the end of its path. The modules that it reaches, immediately or later, stay next
 * to it.
 */
export function serveApart(entry: string): Plugin {
  const reached = new Set<string>()
  return {
    name: 'serve-apart',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          output: {
            // Both entries use the bundler's own helpers (`\0…`).
            chunkFileNames: ({ moduleIds, facadeModuleId }) =>
              [...moduleIds, facadeModuleId ?? ''].some((id) => reached.has(id) || id.startsWith('\0'))
                ? '[name]-[hash].js'
                : 'serve/[name]-[hash].js',
          },
        },
      },
    }),
    buildEnd() {
      const follow = (id: string): void => {
        if (reached.has(id)) return
        reached.add(id)
        const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {}
        for (const imported of [...importedIds, ...dynamicallyImportedIds]) follow(imported)
      }
      for (const id of this.getModuleIds()) if (id.endsWith(entry)) follow(id)
    },
  }
}
