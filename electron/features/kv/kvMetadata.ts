/** Changes the metadata of a KV 2 secret and leaves the other fields unchanged. */
import { Failure } from '../../contract/failure.ts'
import type { SecretAddress } from '../../contract/ids.ts'
import type { CustomField } from '../../contract/kvHistory.ts'
import { refuseBadFields } from '../../vault/customMetadata.ts'
import { readSecret } from '../../vault/kv.ts'
import { patchMetadata, readMetadata, writeMetadata } from '../../vault/kvMetadata.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { CallContext } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

export interface WantedMetadata {
  readonly maxVersions?: number | undefined
  /** Seconds. */
  readonly deleteVersionAfter?: number | undefined
  readonly casRequired?: boolean | undefined
  readonly customMetadata?: { readonly set: readonly CustomField[]; readonly remove: readonly string[] } | undefined
}

const isDenied = (problem: unknown): boolean => problem instanceof Failure && problem.code === 'permission-denied'

/**
 * Returns the current custom metadata, which is also part of a data answer. Null if the token can read neither, empty
 * if there is no secret.
 */
async function readCustom(
  session: VaultSession,
  at: SecretAddress,
  signal: AbortSignal,
): Promise<readonly CustomField[] | null> {
  const ways = [
    async () => (await readMetadata(session, at, Promise.resolve(null), signal)).customMetadata,
    async () =>
      (await readSecret(session, { mount: at.mount, path: at.path, kvVersion: 2 }, signal)).secret.customMetadata,
  ]
  for (const read of ways) {
    try {
      return await read()
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'not-found') return []
      if (!isDenied(problem)) throw problem
    }
  }
  return null
}

function merge(
  there: readonly CustomField[],
  { set, remove }: NonNullable<WantedMetadata['customMetadata']>,
): CustomField[] {
  const whole = new Map(there.map(({ key, value }) => [key, value]))
  for (const key of remove) whole.delete(key)
  for (const { key, value } of set) whole.set(key, value)
  return [...whole].map(([key, value]) => ({ key, value }))
}

/**
 * Sends only the requested changes. Uses `PATCH`, which leaves the other fields to the server. If the token can't
 * patch, it uses `POST`, which replaces all custom metadata, so that is read right before.
 */
export async function changeMetadata(
  { capabilities }: Pick<Services, 'capabilities'>,
  session: VaultSession,
  at: SecretAddress,
  wanted: WantedMetadata,
  { signal }: CallContext,
): Promise<void> {
  const { customMetadata, maxVersions, deleteVersionAfter, casRequired } = wanted
  const settings = {
    ...(maxVersions === undefined ? {} : { maxVersions }),
    ...(deleteVersionAfter === undefined ? {} : { deleteVersionAfter }),
    ...(casRequired === undefined ? {} : { casRequired }),
  }
  if (customMetadata === undefined) {
    // A write of only the settings leaves the others unchanged, and creates the entry if it is missing.
    if (Object.keys(settings).length > 0) await eitherWay(settings, () => writeMetadata(session, at, settings, signal))
    return
  }
  const there = await readCustom(session, at, signal)
  const whole = there === null ? null : merge(there, customMetadata)
  // A server counts only the fields that a patch sets, so the total is checked here.
  refuseBadFields(customMetadata.set, whole?.length ?? customMetadata.set.length)
  const changed = new Map<string, string | null>([
    ...customMetadata.remove.map((key) => [key, null] as const),
    ...customMetadata.set.map(({ key, value }) => [key, value] as const),
  ])
  await eitherWay({ ...settings, customMetadata: changed }, () => {
    if (whole === null) {
      throw new Failure(
        'permission-denied',
        "This token can only replace the whole custom metadata and can't read it first.",
      )
    }
    return writeMetadata(session, at, { ...settings, customMetadata: whole }, signal)
  })

  async function eitherWay(change: Parameters<typeof patchMetadata>[2], write: () => Promise<void>): Promise<void> {
    const may = await capabilities.may(at.profileId, `${at.mount}metadata/${at.path}`, 'patch')
    if (may === false) return write()
    try {
      return await patchMetadata(session, at, change, signal)
    } catch (problem) {
      const otherwise =
        problem instanceof Failure && ['permission-denied', 'unsupported', 'not-found'].includes(problem.code)
      if (!otherwise) throw problem
      return write()
    }
  }
}
