/**
 * pino without the parts that the log does not use: worker threads, several destinations, pino's own files and its
 * redaction. The log writes to one stream and has its own redaction. pino loads all of them, and they cannot be
 * tree-shaken because they are CommonJS.
 */
import type { Plugin } from 'vite'

const unused = /\/node_modules\/(?:pino\/lib\/(?:transport|multistream)|sonic-boom\/index|@pinojs\/redact\/index)\.js$/

/** Only for the main build. */
export function leanPino(): Plugin {
  return {
    name: 'lean-pino',
    enforce: 'pre',
    load: (id) =>
      unused.test(id)
        ? `module.exports = function () { throw new Error('This build of pino writes to one stream.') }`
        : null,
  }
}
