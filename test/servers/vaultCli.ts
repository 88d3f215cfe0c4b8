/**
 * The `vault` program (`bao` for OpenBao) as an operator uses it in a terminal: changes by Strongroom must look the
 * same there.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { serverEnvironment } from '../../electron/base/system/serverEnvironment.ts'
import { programOf, type TestVault } from './vault.ts'

const run = promisify(execFile)

/** Runs `vault WORDS…` against a test server; returns its output. Rejects if it ends with an error. */
export async function vaultCli(vault: TestVault, token: string | null, ...words: string[]): Promise<string> {
  const { stdout } = await run(await programOf(vault.product), words, {
    env: {
      ...serverEnvironment(process.env),
      HOME: vault.folder,
      VAULT_ADDR: vault.address,
      ...(token !== null && { VAULT_TOKEN: token }),
    },
  })
  return stdout
}
