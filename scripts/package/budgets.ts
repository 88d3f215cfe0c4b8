/** The size budgets of the built app, and how its sizes are measured. */
import { gzipSync } from 'node:zlib'

/** In bytes. */
export const budgets = {
  /** `app.asar` and the files that are unpacked next to it. */
  app: 10 * 1024 * 1024,
  /** The main process at its start: `main.js` and all of its imports. */
  main: 500 * 1024,
  /** The page's scripts before it shows anything, gzipped. */
  page: 250 * 1024,
} as const

/** Reads a built file by its path below the project (`dist/main/main.js`). */
export type ReadBuilt = (path: string) => string

const anyImport = /(?:^|[;}])import(?:[\w*{}\s,$]+?from)?["']([^"']+)["']/g

/** Returns the imports of a built module at its start, as they are written there. */
export const importsOf = (source: string): readonly string[] =>
  [...source.matchAll(anyImport)].map(([, name = '']) => name)

/** Returns a module and all of its imports at its start, by path. Modules that are loaded later do not count. */
export function withImports(read: ReadBuilt, path: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(path)) return seen
  const source = read(path)
  seen.set(path, source)
  const folder = path.slice(0, path.lastIndexOf('/'))
  for (const name of importsOf(source)) if (name.startsWith('./')) withImports(read, `${folder}/${name.slice(2)}`, seen)
  return seen
}

/** Returns the modules of the main process at its start. */
export const mainModules = (read: ReadBuilt): ReadonlyMap<string, string> => withImports(read, 'dist/main/main.js')

/** Returns the scripts that the page names, and their imports. */
export function pageModules(read: ReadBuilt): ReadonlyMap<string, string> {
  const modules = new Map<string, string>()
  for (const [, name = ''] of read('dist/renderer/index.html').matchAll(
    /<(?:script|link)[^>]*(?:src|href)="\/(assets\/[^"]+\.js)"/g,
  )) {
    withImports(read, `dist/renderer/${name}`, modules)
  }
  return modules
}

export const plainBytes = (modules: ReadonlyMap<string, string>): number =>
  [...modules.values()].reduce((sum, source) => sum + Buffer.byteLength(source), 0)

export const gzippedBytes = (modules: ReadonlyMap<string, string>): number =>
  [...modules.values()].reduce((sum, source) => sum + gzipSync(source).length, 0)
