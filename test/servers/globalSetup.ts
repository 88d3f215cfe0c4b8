/** Before any test: the server programs, found or built once, so that no test waits for it or builds it twice. */
import { baoProgram } from './openbao.ts'
import { vaultProgram } from './vault.ts'

/** A build prints some two thousand lines; one in fifty shows that it goes on. */
const shownEvery = 50

/** Used by vitest and by Playwright; what it sets reaches their workers. */
export default async function setUp(): Promise<void> {
  let lines = 0
  process.env['STRONGROOM_VAULT_BIN'] = await vaultProgram((line) => {
    if (lines % shownEvery === 0) console.log(`Building Vault (once, some minutes): ${line}`)
    lines += 1
  })
  process.env['STRONGROOM_BAO_BIN'] = await baoProgram()
}
