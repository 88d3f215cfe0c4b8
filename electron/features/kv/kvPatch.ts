/** Changing some keys of a secret so that each ends up exactly as it was given, by a patch where one can say it. */
import { Failure } from '../../contract/failure.ts'
import type { SecretAddress } from '../../contract/ids.ts'
import { writeSecret } from '../../vault/kv.ts'
import { entriesOf, parseEntries } from '../../vault/kvEntries.ts'
import { patchSecret } from '../../vault/kvPatch.ts'
import { secretPatch, unknownValue } from '../../vault/mergePatch.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { otherVersion } from '../../core/kv/kvVersions.ts'
import type { SecretData } from '../../core/held/secretValueCache.ts'
import type { Services } from '../../core/services.ts'

const isDenied = (problem: unknown): boolean =>
  problem instanceof Failure && (problem.code === 'permission-denied' || problem.code === 'unsupported')

/** The handler of `kv.patch`. */
export function patchHandler({ kvAccess, secretValueCache, capabilities }: Services): Handlers<'kv'>['patch'] {
  /** The secret that the change stands on, where it is at hand or may be read. */
  async function baseOf(at: SecretAddress, version: number, context: CallContext): Promise<SecretData | null> {
    const there = secretValueCache.get({ ...at, version })
    if (there !== null) return there
    try {
      const { secret, data } = await kvAccess.read(at, version, context)
      return secret.state === 'current' ? data : null
    } catch (problem) {
      // Gone or hidden: the server's check-and-set says what is to be said.
      if (isDenied(problem) || (problem instanceof Failure && problem.code === 'not-found')) return null
      throw problem
    }
  }

  return ({ at, set, remove, base }, context) =>
    kvAccess.inMount(
      at,
      context,
      async (session, { kvVersion }) => {
        if (kvVersion === 1 && base.kind === 'version') throw otherVersion()
        if (kvVersion === 1)
          throw new Failure('unsupported', 'KV 1 has no patch: it only replaces a secret as a whole.')
        const values = parseEntries(set)
        const cas: number | 'blind' = base.kind === 'version' ? base.version : 'blind'
        const to = { mount: at.mount, path: at.path, cas }
        const patchBlindly = secretPatch(unknownValue, values, remove)
        // Read only if a patch cannot express the change otherwise.
        const mayPatch = await capabilities.may(at.profileId, `${at.mount}data/${at.path}`, 'patch')
        if (patchBlindly !== null && mayPatch !== false) {
          try {
            return { version: await patchSecret(session, { ...to, data: patchBlindly }, context.signal), how: 'patch' }
          } catch (problem) {
            if (!isDenied(problem) || base.kind === 'blind') throw problem
          }
        }
        const before = base.kind === 'version' ? await baseOf(at, base.version, context) : null
        if (before === null) {
          if (patchBlindly !== null) throw new Failure('permission-denied', 'The token may not patch this secret.')
          throw new Failure('unsupported', 'Only who may read this secret can set an object or a null in it exactly.')
        }
        const patch = secretPatch(before, values, remove)
        if (patch !== null && patchBlindly === null && mayPatch !== false) {
          try {
            return { version: await patchSecret(session, { ...to, data: patch }, context.signal), how: 'patch' }
          } catch (problem) {
            if (!isDenied(problem)) throw problem
          }
        }
        const entries = entriesOf(merged(before, values, remove))
        const whole = { mount: at.mount, kvVersion: 2 as const, path: at.path, entries, cas }
        const { version } = await writeSecret(session, whole, context.signal)
        if (version === undefined) throw new Failure('answer-invalid', 'The server did not say which version it wrote.')
        return { version, how: 'write' }
      },
      'change',
    )
}

/** The whole after the change: what stays keeps its place. */
function merged(before: SecretData, set: SecretData, remove: readonly string[]): SecretData {
  const whole = new Map(before)
  for (const key of remove) whole.delete(key)
  for (const [key, value] of set) whole.set(key, value)
  return whole
}
