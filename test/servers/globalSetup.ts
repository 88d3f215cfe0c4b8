/** Before any test: the server programs, found or built once, so that no test waits for it or builds it twice. */
import { prepareKubernetes } from './kubernetesPrograms.ts'
import { baoProgram } from './openbao.ts'
import { vaultProgram } from './vault.ts'

/** A build prints some two thousand lines; one in fifty shows that it goes on. */
const shownEvery = 50

/** Used by vitest and by Playwright; what it sets reaches their workers. */
export default async function setUp(): Promise<void> {
  const lines = new Map<string, number>()
  const show = (name: string, line: string): void => {
    const count = lines.get(name) ?? 0
    if (count % shownEvery === 0) console.log(`Building ${name} (once, some minutes): ${line}`)
    lines.set(name, count + 1)
  }
  process.env['STRONGROOM_VAULT_BIN'] = await vaultProgram((line) => show('Vault', line))
  process.env['STRONGROOM_BAO_BIN'] = await baoProgram()
  await prepareKubernetes(show)
}
