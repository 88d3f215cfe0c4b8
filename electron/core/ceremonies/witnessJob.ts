/**
 * The job of the witness of an initialization, and the code that does it.
 *
 * A server returns its new keys only once. If the program that requested them is killed before the answer arrives, the
 * keys are lost. So another process sends the request, which a crash of Strongroom does not end. It stores the answer,
 * sealed for a key that it does not have, and exits (docs/security.md, "New keys").
 */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { limits } from '../../contract/limits.ts'
import type { CallError } from '../../contract/result.ts'
import { answerSealer } from '../../storage/keychain/answerSeal.ts'
import { initialize } from '../../vault/init.ts'
import { readInitAnswer } from '../../vault/initResult.ts'
import { anonymousSession } from '../../vault/session.ts'
import { openTransport } from '../../vault/transport.ts'
import { replaceFile } from '../../base/files/atomicFile.ts'
import { clusterKeys } from './clusterKeys.ts'
import { fillPreallocatedFile } from '../../base/files/preallocatedFile.ts'

const Text = z.string()

/** One line of JSON on the witness's standard input; never a command-line argument. */
export const WitnessJob = z.strictObject({
  server: z.strictObject({
    address: Text,
    namespace: Text,
    caPem: Text.nullable(),
    clientCertPem: Text.nullable(),
    clientKeyPem: Text.nullable(),
    tlsServerName: Text.nullable(),
    skipVerify: z.boolean(),
    proxy: Text.nullable(),
    version: Text,
  }),
  request: z.strictObject({
    shares: z.number().int(),
    threshold: z.number().int(),
    pgpKeys: z.array(Text).max(limits.shares),
    rootTokenPgpKey: Text.nullable(),
  }),
  /** The public key that the answer is sealed for, and the name that it is sealed under. */
  seal: z.strictObject({ name: Text, publicKey: Text }),
  /** The preallocated file for the sealed answer. */
  sealedPath: Text.nullable(),
  /** The file that the person chose for the unencrypted keys, as `cluster-keys.json`. */
  clearPath: Text.nullable(),
})
export type WitnessJob = z.infer<typeof WitnessJob>

/** `sealed` is a second copy of the answer, in base64, so that a full disk does not lose it. */
export type WitnessAnswer =
  | { readonly ok: true; readonly sealed: string; readonly written: boolean }
  | { readonly ok: false; readonly error: CallError }

/** Initializes the server and stores its answer. Never throws: an error is part of the answer. */
export async function runWitnessJob(job: WitnessJob): Promise<WitnessAnswer> {
  try {
    const seal = answerSealer(job.seal.publicKey, job.seal.name)
    const transport = openTransport(job.server)
    try {
      return await writeDown(await initialize(anonymousSession(transport), job.request), job, seal)
    } finally {
      await transport.close()
    }
  } catch (problem) {
    const failure =
      problem instanceof Failure ? problem : new Failure('internal', 'The witness of the initialization failed.')
    return { ok: false, error: failure.error }
  }
}

async function writeDown(
  received: Buffer,
  job: WitnessJob,
  seal: (plain: Uint8Array) => Buffer,
): Promise<WitnessAnswer> {
  // Sealed as received, before it is parsed: an answer that does not validate may still be the only copy.
  const sealed = seal(received)
  const { shares, threshold, rootTokenPgpKey } = job.request
  // SECURITY: only validated fields are written unencrypted (docs/security.md, "New keys").
  const result = readInitAnswer(received, { shares, pgpRootToken: rootTokenPgpKey !== null })
  received.fill(0)
  const inClear = async (path: string): Promise<void> => {
    if (result === null) throw new Failure('answer-invalid', 'The response does not contain new keys.')
    await replaceFile(path, clusterKeys({ ...result, shares, threshold }))
  }
  const written = await Promise.all([
    job.sealedPath === null ? null : fillPreallocatedFile(job.sealedPath, sealed),
    job.clearPath === null ? null : inClear(job.clearPath),
  ]).then(
    () => true,
    () => false,
  )
  return { ok: true, sealed: sealed.toString('base64'), written }
}
