/**
 * pino without what the log does not use: worker threads, several destinations, files of pino's own and its redaction. The
 * log writes to one stream and has a redaction of its own. pino loads them all, and being CommonJS they cannot be shaken off.
 */
import type { Plugin } from 'vite'

const unused = /\/node_modules\/(?:pino\/lib\/(?:transport|multistream)|sonic-boom\/index|@pinojs\/redact\/index)\.js$/

/** For the main build only. */
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
