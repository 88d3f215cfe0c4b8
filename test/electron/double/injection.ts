/** The scripts that run in each new document before the page's own. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import type { awaitPreload } from '../page/pageEnd.ts'
import type { PreloadFacts } from '../page/preload.ts'

const folder = join(import.meta.dirname, '..', 'page')

/** A script of `page/` without its types and imports; its exports become plain functions. */
function pageScript(name: string): string {
  const source = stripTypeScriptTypes(readFileSync(join(folder, `${name}.ts`), 'utf8'))
  return source.replace(/^import .*$/gm, '').replace(/^export (?=function|const)/gm, '')
}

const parts: Record<string, string> = {}
const part = (name: string): string => (parts[name] ??= pageScript(name))

/** The script for the page's own world, which runs before the preload. */
export const pageEnd = (fetchSchemes: Parameters<typeof awaitPreload>[0]): string =>
  `(() => {${part('worlds')}\n${part('pageEnd')}\nawaitPreload(${JSON.stringify(fetchSchemes)}) })()`

/** The script for the preload's world. */
export function preloadSource(facts: PreloadFacts, preload: string | undefined): string {
  const code = preload === undefined ? 'undefined' : wrapped(preload)
  return `(() => {${part('clone')}\n${part('worlds')}\n${part('preload')}\nstartPreload(${JSON.stringify(facts)}, ${code}) })()`
}

const wrapped = (code: string): string => `function (require, module, exports, process) {${code}\n}`

/**
 * Returns the text of a preload. Throws Electron's error for a missing file, and for a module, which a sandboxed
 * preload cannot be.
 */
export function readPreload(path: string): string {
  const code = readFileSync(path, 'utf8')
  // Electron runs it as a classic script regardless of its name.
  compileFunction(code, ['require', 'module', 'exports', 'process'], { filename: path })
  if (extname(path) === '.mjs') throw new SyntaxError('Cannot use import statement outside a module')
  return code
}
