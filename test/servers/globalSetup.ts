/** Finds or builds the server programs once before all tests, so that no test waits for a build or repeats it. */
import { prepareKubernetes } from './kubernetesPrograms.ts'
import { baoProgram } from './openbao.ts'
import { vaultProgram } from './vault.ts'

/** A build prints about two thousand lines; one in fifty is enough to show progress. */
const shownEvery = 50

/** Used by vitest and by Playwright; its environment variables reach their workers. */
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
