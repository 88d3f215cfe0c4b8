/**
 * pino without its worker threads and its several destinations, of which the log uses neither: a stream to one file. Its
 * index loads both, and being CommonJS they cannot be shaken off.
 */
import type { Plugin } from 'vite'

const unused = /\/node_modules\/pino\/lib\/(?:transport|multistream)\.js$/

/** For the main build only. */
export function leanPino(): Plugin {
  return {
    name: 'lean-pino',
    enforce: 'pre',
    load: (id) =>
      unused.test(id) ? `module.exports = () => { throw new Error('This build of pino writes to one stream.') }` : null,
  }
}
