/** Initialising a server so that its answer cannot be lost: see core/witnessJob.ts and core/ceremonies.ts. */
import type { z } from 'zod'
import type { Ceremony, ceremony } from '../contract/ceremony.ts'
import { Failure } from '../contract/failure.ts'
import { initialize } from '../vault/init.ts'
import type { InitResult } from '../vault/initResult.ts'
import { asNobody } from '../vault/session.ts'
import { openTransport } from '../vault/transport.ts'
import { readIfPresent, removeFile, replaceFile } from './atomicFile.ts'
import { type AnswerPlace, type Asking, itemsOf } from './ceremonies.ts'
import { clusterKeys } from './clusterKeys.ts'
import { absolutePath, claimNewFile } from './newFile.ts'
import { type PgpKey, readPgpKey } from './pgpKeys.ts'
import type { ServerOptions } from './servers.ts'
import type { Services } from './services.ts'
import { startWitness } from './witness.ts'
import type { WitnessJob } from './witnessJob.ts'

type Input = z.output<typeof ceremony.initialize.input>

/**
 * Without the call's signal and on a way of its own: once the request is out, its answer is the only copy of the keys,
 * and neither a window that closes nor a lock must stop it.
 */
export async function initialiseServer(services: Services, input: Input): Promise<Ceremony> {
  const { deps, store, ceremonies, servers, watch } = services
  const { profileId, shares, threshold, keepIn } = input
  if (keepIn.how === 'sealed' && store.state().kind === 'memory') {
    throw new Failure('keychain-unavailable', 'Nothing can be kept on this computer, so the keys could be lost.')
  }
  const pgpKeys = await Promise.all(input.pgpKeys.map(readPgpKey))
  const rootKey = input.rootTokenPgpKey === null ? null : await readPgpKey(input.rootTokenPgpKey)
  const clearPath = keepIn.how === 'file' ? absolutePath(keepIn.path, deps.environment) : null
  if (clearPath !== null) await claimNewFile(clearPath)

  const server = await servers.optionsOf(profileId)
  const request = {
    shares,
    threshold,
    pgpKeys: pgpKeys.map(({ binary }) => binary),
    rootTokenPgpKey: rootKey?.binary ?? null,
  }
  const of = {
    profileId,
    address: server.address,
    shares,
    threshold,
    pgpShares: pgpKeys.map(factsOf),
    pgpRootToken: rootKey === null ? null : factsOf(rootKey),
  }
  const { asking, isWritten } = await howToAsk(services, server, request, clearPath)
  try {
    const begun = await ceremonies.begin(of, asking)
    if (clearPath === null || !isWritten()) return begun
    return await ceremonies.note(
      begun.id,
      itemsOf(shares).map((item) => ({ item, way: 'file', where: clearPath })),
    )
  } finally {
    if (clearPath !== null) await removeIfEmpty(clearPath)
    watch.nudge(profileId)
  }
}

type Request = WitnessJob['request']

const factsOf = ({ userIds, fingerprint }: PgpKey) => ({ userIds, fingerprint })

/** `isWritten` tells afterwards whether the file that the person named holds the keys. */
async function howToAsk(
  { deps, store, log }: Services,
  server: ServerOptions,
  request: Request,
  clearPath: string | null,
): Promise<{ readonly asking: Asking; readonly isWritten: () => boolean }> {
  let written = false
  const isWritten = () => written
  // In memory alone a crash loses the keys whoever asks: that is what the person has chosen.
  const isOfUse = deps.witness !== undefined && (store.state().kind !== 'memory' || clearPath !== null)
  const witness = isOfUse ? await startWitness(deps.witness) : null
  if (witness === null) {
    if (isOfUse) log.warn({}, 'no witness came up; the core asks by itself')
    const initialise = async (): Promise<InitResult> => {
      const result = await initialiseHere(server, request)
      // What the disk refuses now is in the ceremony still, which says that it went nowhere.
      if (clearPath !== null) written = await isWrittenTo(clearPath, clusterKeys({ ...result, ...request }))
      return result
    }
    return { asking: { by: 'itself', initialise }, isWritten }
  }
  const initialise = async ({ seal, sealedPath }: AnswerPlace): Promise<Buffer> => {
    const answer = await witness.ask({
      server,
      request,
      seal,
      sealedPath,
      clearPath,
    })
    if (!answer.written) log.error({}, 'the witness could not write new keys down')
    written = answer.written
    return answer.sealed
  }
  return { asking: { by: 'witness', initialise }, isWritten }
}

async function initialiseHere(server: ServerOptions, request: Request): Promise<InitResult> {
  const transport = openTransport(server)
  try {
    return await initialize(asNobody(transport), request)
  } finally {
    await transport.close()
  }
}

const isWrittenTo = (path: string, content: string): Promise<boolean> =>
  replaceFile(path, content).then(
    () => true,
    () => false,
  )

/** A file that was to hold keys and holds none is of no use. */
async function removeIfEmpty(path: string): Promise<void> {
  const content = await readIfPresent(path, 1024 * 1024).catch(() => null)
  if (content?.length === 0) await removeFile(path).catch(() => undefined)
}
