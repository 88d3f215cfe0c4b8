/**
 * Writes which packages each file contains to `dist/bundled/`. The app consists of these packages, not of the
 * dependencies in package.json; the packaging creates the SBOM and the licenses from the lists (scripts/package/).
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rolldown } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))
const plain = (path: string) => relative(root, path).split(sep).join('/')

/**
 * Modules without a file, written by the bundler. One that is not named here fails the build, because it has an author
 * too.
 */
const generated: readonly (readonly [id: RegExp, folder: string | undefined])[] = [
  [/^\0vite\//, 'node_modules/vite'],
  [/^\0?rolldown\/runtime/, 'node_modules/rolldown'],
  [/^\0@oxc-project\+runtime/, 'node_modules/@oxc-project/runtime'],
  // Our own module, see undici.ts.
  [/^\0undici$/, undefined],
]

/**
 * `part` is the name of the list: folders of packages (`node_modules/react`) by the file that contains them
 * (`dist/main/main.js`). A worker is bundled before the page that starts it, and writes no list itself.
 */
export function bundledPackages(part: 'main' | 'preload' | 'renderer' | 'worker'): Plugin {
  let outDir = ''
  return {
    name: 'bundled-packages',
    apply: 'build',
    configResolved: (config) => {
      outDir = join(config.root, config.build.outDir)
    },
    generateBundle(_options, bundle) {
      // A test builds into another folder, and must not change the lists of dist/.
      if (relative(root, outDir).split(sep)[0] !== 'dist') return
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? [[plain(join(outDir, file.fileName)), packagesOf(file)] as const] : [],
      )
      // Each worker is a separate bundle.
      const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
      const name = part === 'worker' ? `worker-${entry?.name ?? ''}` : part
      const file = join(root, 'dist', 'bundled', `${name}.json`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(
        file,
        `${JSON.stringify(Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))), undefined, 2)}\n`,
      )
    },
  }
}

function packagesOf(chunk: Rolldown.OutputChunk): readonly string[] {
  const folders = new Set<string>()
  for (const id of chunk.moduleIds) {
    const known = generated.find(([pattern]) => pattern.test(id))
    const folder = known === undefined ? packageFolder(id) : known[1]
    if (folder !== undefined) folders.add(folder)
  }
  return [...folders].sort()
}

/** Returns the folder of the package that a module belongs to; undefined for our own modules. */
function packageFolder(id: string): string | undefined {
  const folder = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]
  if (folder === undefined && id.startsWith('\0')) {
    throw new Error(`Whose code is the module ${JSON.stringify(id)}? scripts/vite/bundled.ts does not know.`)
  }
  return folder === undefined ? undefined : plain(folder)
}
