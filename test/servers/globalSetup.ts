/** Before any test: the server program, found or built once, so that no test waits for it or builds it twice. */
import { vaultProgram } from './vault.ts'

/** Used by vitest and by Playwright; what it sets reaches their workers. */
export default async function setUp(): Promise<void> {
  process.env['STRONGROOM_VAULT_BIN'] = await vaultProgram((line) => console.log(`building Vault: ${line}`))
}
