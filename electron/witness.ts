/**
 * The entry of the witness: reads one job, initialises a server, writes the answer down and ends. Started by the core
 * for the length of one request; see core/witnessJob.ts.
 */
import { createInterface } from 'node:readline'
import { witnessGreeting } from './core/witness.ts'
import { runWitnessJob, WitnessJob } from './core/witnessJob.ts'
import { hardenProcess } from './processHardening.ts'

hardenProcess()

// Whoever has started this may be gone, or be told to go: that is the moment it is here for.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.stdout.on('error', () => undefined)

process.stdout.write(`${witnessGreeting}\n`)
let isAsked = false
createInterface({ input: process.stdin })
  .once('line', (line) => {
    isAsked = true
    void work(line)
  })
  // Nobody is there any more, and nothing was asked.
  .once('close', () => {
    if (!isAsked) process.exit(0)
  })

async function work(line: string): Promise<void> {
  const job = WitnessJob.safeParse(parse(line))
  const answer = job.success ? await runWitnessJob(job.data) : null
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(answer === null ? 2 : 0))
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
