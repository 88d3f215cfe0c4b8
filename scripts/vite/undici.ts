/**
 * undici without the parts that Strongroom never calls: fetch, WebSocket, caches, mocks, and a second HTTP parser. They
 * are three quarters of the package, its index loads them all, and they cannot be tree-shaken because they are
 * CommonJS.
 */
import type { Plugin } from 'vite'

const index = '\0undici'

/** What `electron/` imports of undici; an import of anything else fails the build. */
const indexSource = `
import api from 'undici/lib/api/index.js'
import Agent from 'undici/lib/dispatcher/agent.js'
import buildConnector from 'undici/lib/core/connect.js'
import errors from 'undici/lib/core/errors.js'
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'
import Pool from 'undici/lib/dispatcher/pool.js'
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js'
Object.assign(Dispatcher.prototype, api)
export { Agent, buildConnector, errors, Pool, ProxyAgent }

const shared = new Agent({ allowH2: false })
export const request = (address, options) => {
  const { origin, pathname, search } = new URL(address)
  return shared.request({ method: 'GET', ...options, origin, path: pathname + search })
}
`

/** Replacements of modules, by the end of their paths. */
const stubs: readonly (readonly [path: RegExp, source: string])[] = [
  // Bodies are strings and buffers, never forms.
  [/\/lib\/web\/webidl\/index\.js$/, 'exports.webidl = { is: { FormData: () => false } }'],
  [/\/lib\/web\//, ''],
  // Proxies are HTTP proxies.
  [/\/lib\/dispatcher\/socks5-proxy-agent\.js$/, ''],
  // HTTP/2 is off on every connection (test/base/http/http1.test.ts).
  [/\/lib\/dispatcher\/client-h2\.js$/, "module.exports = () => { throw new Error('HTTP/2 is off.') }"],
  // The parser without SIMD, for processors that Electron does not support.
  [/\/lib\/llhttp\/llhttp-wasm\.js$/, ''],
]

/**
 * Only for the main build; `esbuildDetection` is undici's own switch for bundles, which leaves the second parser out.
 */
export function leanUndici(): Plugin {
  return {
    name: 'lean-undici',
    enforce: 'pre',
    config: () => ({ define: { esbuildDetection: 'true' } }),
    resolveId: (source) => (source === 'undici' ? index : null),
    load(id) {
      if (id === index) return indexSource
      if (!id.includes('/node_modules/undici/')) return null
      return stubs.find(([path]) => path.test(id))?.[1] ?? null
    },
  }
}
