/**
 * The program of the thread that talks to the keychain, as text: it has to run from the sources and from the bundle, so
 * it does not have its own file.
 *
 * It is a thread because the library connects to the keychain synchronously, and a service that does not answer would
 * block everything else (two seconds on Linux, or as long as a dialog is open elsewhere).
 */
export const keyringThread = `
'use strict'
const { parentPort, workerData } = require('node:worker_threads')

// One entry an account: on Linux each one holds a connection to the session bus until it is collected, and the bus
// gives all programs of a person only so many.
const entries = new Map()
const entryOf = (account) => {
  const known = entries.get(account)
  if (known !== undefined) return known
  const { Entry } = require(workerData.library)
  // SECURITY: pinned, since the library falls back to the kernel's keyring, which a reboot empties.
  const made = new Entry(workerData.service, account, { linux: { store: 'secret-service' } })
  entries.set(account, made)
  return made
}

parentPort.on('message', ({ id, action, account, secret }) => {
  try {
    const entry = entryOf(account)
    if (action === 'read') {
      const found = entry.getSecret()
      const value = found === null ? null : Uint8Array.from(found)
      if (found !== null) found.fill(0)
      parentPort.postMessage({ id, ok: true, value }, value === null ? [] : [value.buffer])
    } else {
      if (action === 'write') entry.setSecret(secret)
      else entry.deleteCredential()
      parentPort.postMessage({ id, ok: true, value: null })
    }
  } catch (problem) {
    // Its connection may be the problem: a later call makes a new one.
    entries.delete(account)
    const missing = problem.code === 'MODULE_NOT_FOUND' || /native binding/i.test(problem.message)
    parentPort.postMessage({ id, ok: false, missing, message: String(problem.message) })
  } finally {
    if (secret) secret.fill(0)
  }
})
`
