/**
 * One chunk for each part of the start. By default, the bundler cuts a part into a dozen pieces or more, because later
 * pages share some of them, and many small files take the browser longer than one large file.
 */
import type { Plugin } from 'vite'

/**
 * A chunk's name, and the module (by the end of its path) that it contains with all imports of its start. It is fetched
 * together with the first chunk, or on demand if not every start needs it.
 */
export type StartChunk = readonly [name: string, entry: string, fetched?: 'when asked for']

/** In order: a chunk does not repeat modules of the ones before it. */
export function startChunks(chunks: readonly StartChunk[]): Plugin {
  const chunkOf = new Map<string, string>()
  return {
    name: 'start-chunks',
    apply: 'build',
    config: () => ({
      build: {
        // The styles of all pages are small compared to the cost of one request for each.
        cssCodeSplit: false,
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: chunks.map(([name], index) => ({
                name,
                // For packages, the bundler itself adds the parts that these modules use: a package's index also names
                // parts that only later pages need.
                test: (id: string) => chunkOf.get(id) === name && !id.includes('/node_modules/'),
                priority: chunks.length - index,
              })),
            },
          },
        },
      },
    }),
    // Chunks that every start needs are fetched together with the first, not after it has run.
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
