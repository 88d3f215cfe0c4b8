/** A Vite plugin for unit tests: new passphrase files with the least work that the app accepts, a quarter of the real one. */
import type { Plugin } from 'vite'

const real = 'cost: 2 ** 17'
const least = 'cost: 2 ** 15'

/**
 * Returns the plugin. Nothing in the app can lower the cost; journeys run the built app with the real one, and
 * test/e2e/passphrase.spec.ts checks it. Throws if the module does not state the cost as expected.
 */
export const quickPassphrase = (): Plugin => ({
  name: 'quick-passphrase',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/electron/storage/keychain/passphrase.ts')) return undefined
    if (code.split(real).length !== 2) throw new Error(`passphrase.ts does not say ${real} once`)
    return { code: code.replace(real, least), map: null }
  },
})
