/** The entry of the witness in Node; a package runs it in Electron (desktop/witnessProcess.ts). */
import { runWitness } from './core/ceremonies/runWitness.ts'
import { goOnWithoutOutput } from './base/system/brokenOutput.ts'
import { hardenProcess } from './base/system/processHardening.ts'

hardenProcess()
goOnWithoutOutput()
// The parent process may end or receive a signal. The witness must outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
void runWitness(process.env).then((code) => process.exit(code))
