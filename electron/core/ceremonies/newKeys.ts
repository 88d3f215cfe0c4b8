/**
 * Initializes a server so that its answer cannot be lost: see core/ceremonies/witnessJob.ts and
 * core/ceremonies/ceremonies.ts.
 */
import type { z } from 'zod'
import type { Ceremony, ceremony } from '../../contract/ceremony.ts'
import { Failure } from '../../contract/failure.ts'
import { readIfPresent, removeFile } from '../../base/files/atomicFile.ts'
import type { Asking } from './ceremonies.ts'
import { itemsOf } from './storedCeremony.ts'
import { createExclusiveFile } from '../../base/files/exclusiveFile.ts'
import { type PgpKey, readPgpKey } from './pgpKeys.ts'
import type { Services } from '../services.ts'
import { wayOf } from '../../storage/profiles/way.ts'
import { startWitness, type Witness, witnessed } from './witness.ts'

type Input = z.output<typeof ceremony.initialize.input>

/**
 * Uses its own transport and not the call's signal: once the request is sent, its answer is the only copy of the keys,
 * and neither a window that closes nor a lock must stop it.
 */
export async function initializeServer(services: Services, input: Input): Promise<Ceremony> {
  const { store, log, ceremonies, servers, statusPoller, ways, clusterMemory } = services
  const { profileId, shares, threshold, keepIn } = input
  if (keepIn.how === 'sealed' && store.state().kind === 'memory') {
    throw new Failure(
      'keychain-unavailable',
      "Strongroom can't store the keys on this computer, so they could be lost.",
    )
  }
  const pgpKeys = await Promise.all(input.pgpKeys.map(readPgpKey))
  const rootKey = input.rootTokenPgpKey === null ? null : await readPgpKey(input.rootTokenPgpKey)
  const clearPath = keepIn.how === 'file' ? (await services.chosenFiles()).path('keys', keepIn.handle) : null
  const server = await servers.optionsOf(profileId)
  const way = wayOf(server)
  await ways.note(profileId, way)
  // The person initializes a new cluster on this empty storage.
  await clusterMemory.forget(profileId)
  const request = {
    shares,
    threshold,
    pgpKeys: pgpKeys.map(({ binary }) => binary),
    rootTokenPgpKey: rootKey?.binary ?? null,
  }
  const of = {
    profileId,
    address: server.address,
    way: way.id,
    shares,
    threshold,
    pgpShares: pgpKeys.map(factsOf),
    pgpRootToken: rootKey === null ? null : factsOf(rootKey),
  }
  let isWritten = false
  const asking: Asking = async (place) => {
    const ask = await witnessFor(services, clearPath)
    const answer = await ask({ server, request, ...place, clearPath })
    if (!answer.written) log.error({}, 'new keys could not be written down when they came')
    isWritten = answer.written
    return answer
  }
  if (clearPath !== null) {
    // SECURITY: a page can choose the server, and so the text of this file (docs/security.md, "Files and folders").
    await (await services.writtenFiles()).note(clearPath)
    await createExclusiveFile(clearPath)
  }
  try {
    const begun = await ceremonies.begin(of, asking)
    if (clearPath === null || !isWritten) return begun
    return await ceremonies.note(
      begun.id,
      itemsOf(shares).map((item) => ({ item, way: 'file', where: clearPath })),
    )
  } finally {
    if (clearPath !== null) await removeIfEmpty(clearPath)
    statusPoller.nudge(profileId)
  }
}

const factsOf = ({ userIds, fingerprint }: PgpKey) => ({ userIds, fingerprint })

/** Returns who sends the request: a witness that outlives this process, or this process if no witness starts. */
async function witnessFor({ deps, store, log }: Services, clearPath: string | null): Promise<Witness['ask']> {
  // With keys in memory only, a crash loses them whether or not there is a witness. The person chose this.
  if (deps.witness !== undefined && (store.state().kind !== 'memory' || clearPath !== null)) {
    const witness = await startWitness(deps.witness)
    if (witness !== null) return (job) => witness.ask(job)
    log.warn({}, 'no witness started; the core sends the request itself')
  }
  const { runWitnessJob } = await import('./witnessJob.ts')
  return async (job) => witnessed(await runWitnessJob(job))
}

/** Removes a file that was meant for keys and contains none. */
async function removeIfEmpty(path: string): Promise<void> {
  const content = await readIfPresent(path, 0).catch(() => null)
  if (content !== null) await removeFile(path).catch(() => undefined)
}
