/** Initialising a server so that its answer cannot be lost: see core/witnessJob.ts and core/ceremonies.ts. */
import type { z } from 'zod'
import type { Ceremony, ceremony } from '../contract/ceremony.ts'
import { Failure } from '../contract/failure.ts'
import { readIfPresent, removeFile } from './atomicFile.ts'
import type { Asking } from './ceremonies.ts'
import { itemsOf } from './storedCeremony.ts'
import { claimNewFile } from './newFile.ts'
import { type PgpKey, readPgpKey } from './pgpKeys.ts'
import type { Services } from './services.ts'
import { wayOf } from './way.ts'
import { startWitness, type Witness, witnessed } from './witness.ts'

type Input = z.output<typeof ceremony.initialize.input>

/**
 * Without the call's signal and on a way of its own: once the request is out, its answer is the only copy of the keys,
 * and neither a window that closes nor a lock must stop it.
 */
export async function initialiseServer(services: Services, input: Input): Promise<Ceremony> {
  const { store, log, ceremonies, servers, watch, ways } = services
  const { profileId, shares, threshold, keepIn } = input
  if (keepIn.how === 'sealed' && store.state().kind === 'memory') {
    throw new Failure('keychain-unavailable', 'Nothing can be kept on this computer, so the keys could be lost.')
  }
  const pgpKeys = await Promise.all(input.pgpKeys.map(readPgpKey))
  const rootKey = input.rootTokenPgpKey === null ? null : await readPgpKey(input.rootTokenPgpKey)
  const clearPath = keepIn.how === 'file' ? (await services.chosenFiles()).path('keys', keepIn.handle) : null
  const server = await servers.optionsOf(profileId)
  const way = wayOf(server)
  await ways.note(profileId, way)
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
  let inClear = false
  const asking: Asking = async (place) => {
    const ask = await witnessFor(services, clearPath)
    const answer = await ask({ server, request, ...place, clearPath })
    if (!answer.written) log.error({}, 'new keys could not be written down when they came')
    inClear = clearPath !== null && answer.written
    return answer
  }
  if (clearPath !== null) {
    // SECURITY: the server of a page's choice decides about the text (docs/security.md, "Files and folders").
    await (await services.writtenFiles()).note(clearPath)
    await claimNewFile(clearPath)
  }
  try {
    const begun = await ceremonies.begin(of, asking)
    if (clearPath === null || !inClear) return begun
    return await ceremonies.note(
      begun.id,
      itemsOf(shares).map((item) => ({ item, way: 'file', where: clearPath })),
    )
  } finally {
    if (clearPath !== null) await removeIfEmpty(clearPath)
    watch.nudge(profileId)
  }
}

const factsOf = ({ userIds, fingerprint }: PgpKey) => ({ userIds, fingerprint })

/** Who asks the server: a witness that outlives this process, or this process where none comes up. */
async function witnessFor({ deps, store, log }: Services, clearPath: string | null): Promise<Witness['ask']> {
  // In memory alone a crash loses the keys whoever asks: that is what the person has chosen.
  if (deps.witness !== undefined && (store.state().kind !== 'memory' || clearPath !== null)) {
    const witness = await startWitness(deps.witness)
    if (witness !== null) return (job) => witness.ask(job)
    log.warn({}, 'no witness came up; the core asks by itself')
  }
  const { runWitnessJob } = await import('./witnessJob.ts')
  return async (job) => witnessed(await runWitnessJob(job))
}

/** A file that was to hold keys and holds none is of no use. */
async function removeIfEmpty(path: string): Promise<void> {
  const content = await readIfPresent(path, 1024 * 1024).catch(() => null)
  if (content?.length === 0) await removeFile(path).catch(() => undefined)
}
