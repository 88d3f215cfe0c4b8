/** The work of the witness of an initialization: takes one job, initializes the server and stores the answer. */
import { connect } from 'node:net'
import {
  channelVariables,
  lineReader,
  longestLine,
  proofOf,
  provenIn,
  provenLine,
  randomLine,
} from './witnessChannel.ts'
import { runWitnessJob, WitnessJob } from './witnessJob.ts'

/** Milliseconds that the answer may take to reach the process that asked. */
const handOverMs = 5_000

/**
 * Resolves with the exit code when the work is done: 0, or 2 if there is no job. Removes its channel from
 * `environment`; see core/ceremonies/witness.ts.
 */
export async function runWitness(environment: NodeJS.ProcessEnv): Promise<number> {
  const { [channelVariables.address]: address = '', [channelVariables.secret]: secret = '' } = environment
  // SECURITY: no process that this one starts inherits the secret (docs/security.md, "New keys").
  for (const name of Object.values(channelVariables)) delete environment[name]
  if (address === '' || secret === '') return 2
  const socket = connect(address)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const readLine = lineReader(socket)
  const challenge = await readLine(longestLine.greeting)
  if (challenge === null) return 2
  const own = randomLine()
  socket.write(`${proofOf(secret, 'witness', challenge, own)} ${own}\n`)
  const job = WitnessJob.safeParse(provenIn(await readLine(longestLine.job), secret, 'strongroom', own)).data
  if (job === undefined) return 2
  socket.write(provenLine(secret, 'witness', challenge, JSON.stringify(await runWitnessJob(job))))
  // The other end closes the channel when it has the answer. If this process ended first, unread data could be lost.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, handOverMs))])
  return 0
}
