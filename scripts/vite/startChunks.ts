/**
 * One chunk for each part of the start. Left alone, the bundler cuts a part into a dozen pieces or more, because later
 * pages share some of them, and many small files take the browser longer than the one that they are parts of.
 */
import type { Plugin } from 'vite'

/**
 * A chunk's name, and the module (by the end of its path) that is in it with all that it imports at its start. It is
 * fetched beside the first chunk, or when the page asks for it: where not every start needs it.
 */
export type StartChunk = readonly [name: string, entry: string, fetched?: 'when asked for']

/** In their order: what one chunk has the next ones do not repeat. */
export function startChunks(chunks: readonly StartChunk[]): Plugin {
  const chunkOf = new Map<string, string>()
  return {
    name: 'start-chunks',
    apply: 'build',
    config: () => ({
      build: {
        // The styles of all pages are small beside the requests that they would take one by one.
        cssCodeSplit: false,
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: chunks.map(([name], index) => ({
                name,
                // Of a package the bundler itself adds what these modules use: its index also names what only later
                // pages need.
                test: (id: string) => chunkOf.get(id) === name && !id.includes('/node_modules/'),
                priority: chunks.length - index,
              })),
            },
          },
        },
      },
    }),
    // Those that every start needs are fetched beside the first, not after it has run.
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.values(bundle).flatMap((file) =>
          file.type === 'chunk' &&
          chunks.slice(1).some(([name, , fetched]) => name === file.name && fetched === undefined)
            ? [
                {
                  tag: 'link',
                  attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file.fileName}` },
                  injectTo: 'head' as const,
                },
              ]
            : [],
        ),
    },
    buildEnd() {
      const follow = (id: string, name: string): void => {
        if (chunkOf.has(id)) return
        chunkOf.set(id, name)
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported, name)
      }
      const ids = [...this.getModuleIds()]
      for (const [name, entry] of chunks) for (const id of ids) if (id.endsWith(entry)) follow(id, name)
    },
  }
}
