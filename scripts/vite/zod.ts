/** zod without its conversion to JSON Schema, which is part of every schema and which Strongroom never uses. */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const unused = /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/
const exported = /^export (?:const|function) (\w+)|^export \{ (\w+) as (\w+) \}/gm

/**
 * The same names; the functions that they return throw when they are called. Some are called for each schema, to create
 * its methods.
 */
export function leanZod(): Plugin {
  return {
    name: 'lean-zod',
    enforce: 'pre',
    async load(id) {
      if (!unused.test(id)) return null
      const names = [...(await readFile(id, 'utf8')).matchAll(exported)].map(([, plain, , renamed]) => renamed ?? plain)
      return [
        "const left = () => () => { throw new Error('JSON Schema is left out of this build') }",
        ...names.map((name) => `export { left as ${name} }`),
      ].join('\n')
    },
  }
}
