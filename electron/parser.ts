/** The entry of the parser thread: takes one job, returns the outcome and ends. See base/parsing/parserThread.ts. */
import { parentPort } from 'node:worker_threads'
import { runJsonJob } from './base/parsing/jsonJob.ts'
import type { ParseJob } from './base/parsing/protocol.ts'

parentPort?.once('message', (job: ParseJob) => {
  void run(job).then((outcome) => parentPort?.postMessage(outcome, []))
})

async function run(job: ParseJob): Promise<unknown> {
  if (job.kind === 'json') return runJsonJob(job.bytes, job.bound)
  // Loaded here, because a JSON answer doesn't need a YAML parser.
  if (job.kind === 'key-file') {
    const { parseKeyFile } = await import('./core/ceremonies/keyFile.ts')
    return parseKeyFile(job.text)
  }
  const { parseKubeconfig } = await import('./kubernetes/kubeconfigText.ts')
  return parseKubeconfig(job.text)
}
