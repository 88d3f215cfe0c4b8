/** Changes some keys of a secret to exactly the given values, by a patch if a patch can express the change. */
import { Failure } from '../../contract/failure.ts'
import type { SecretAddress } from '../../contract/ids.ts'
import { writeSecret } from '../../vault/kv.ts'
import { entriesOf, parseEntries } from '../../vault/kvEntries.ts'
import { patchSecret } from '../../vault/kvPatch.ts'
import { secretPatch, unknownValue } from '../../vault/mergePatch.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { otherVersion } from '../../core/kv/kvVersions.ts'
import type { SecretData } from '../../core/held/secretValueCache.ts'
import type { Services } from '../../core/services.ts'

type PatchInput = Parameters<Handlers<'kv'>['patch']>[0]
type Patched = Awaited<ReturnType<Handlers<'kv'>['patch']>>

/** The handler of `kv.patch`. */
export function patchHandler(services: Services): Handlers<'kv'>['patch'] {
  const { kvAccess } = services
  return (input, context) =>
    kvAccess.inMount(
      input.at,
      context,
      async (session, { kvVersion }) => {
        if (kvVersion === 1 && input.base.kind === 'version') throw otherVersion()
        if (kvVersion === 1)
          throw new Failure('unsupported', 'KV 1 does not support patch. It replaces the whole secret.')
        return patchElseReplace(services, session, input, context)
      },
      'change',
    )
}

/**
 * Uses `PATCH` if a merge patch can express the change and the token can patch. Otherwise writes the whole secret on
 * top of a version that the token can read. Reads the secret only if a patch cannot express the change otherwise.
 */
async function patchElseReplace(
  services: Services,
  session: VaultSession,
  { at, set, remove, base }: PatchInput,
  context: CallContext,
): Promise<Patched> {
  const values = parseEntries(set)
  const to = { mount: at.mount, path: at.path, cas: base.kind === 'version' ? base.version : ('blind' as const) }
  const mayPatch = (await services.capabilities.may(at.profileId, `${at.mount}data/${at.path}`, 'patch')) !== false
  const patch = (data: string) => patchSecret(session, { ...to, data }, context.signal)

  const patchUnread = secretPatch(unknownValue, values, remove)
  if (patchUnread !== null && mayPatch) {
    // Without a base there is no version to write on, so the refusal is the result.
    const version = await (base.kind === 'blind' ? patch(patchUnread) : nullIfDenied(patch(patchUnread)))
    if (version !== null) return { version, how: 'patch' }
  }
  const before = base.kind === 'version' ? await readBase(services, at, base.version, context) : null
  if (before === null) {
    if (patchUnread !== null) throw new Failure('permission-denied', "The token can't patch this secret.")
    throw new Failure('unsupported', 'To set an object or null exactly, the token must be able to read this secret.')
  }
  const patchRead = secretPatch(before, values, remove)
  if (patchRead !== null && patchUnread === null && mayPatch) {
    const version = await nullIfDenied(patch(patchRead))
    if (version !== null) return { version, how: 'patch' }
  }
  const whole = { ...to, kvVersion: 2 as const, entries: entriesOf(merged(before, values, remove)) }
  const { version } = await writeSecret(session, whole, context.signal)
  if (version === undefined) throw new Failure('answer-invalid', 'The server did not report the version that it wrote.')
  return { version, how: 'write' }
}

/** Returns the version that the change is based on, if it is cached or readable; null if it is gone or hidden. */
async function readBase(
  { kvAccess, secretValueCache }: Services,
  at: SecretAddress,
  version: number,
  context: CallContext,
): Promise<SecretData | null> {
  const there = secretValueCache.get({ ...at, version })
  if (there !== null) return there
  try {
    const { secret, data } = await kvAccess.read(at, version, context)
    return secret.state === 'current' ? data : null
  } catch (problem) {
    if (isDenied(problem) || (problem instanceof Failure && problem.code === 'not-found')) return null
    throw problem
  }
}

/** `unsupported` is the error for a server without `PATCH`. */
const isDenied = (problem: unknown): boolean =>
  problem instanceof Failure && (problem.code === 'permission-denied' || problem.code === 'unsupported')

async function nullIfDenied<T>(attempt: Promise<T>): Promise<T | null> {
  try {
    return await attempt
  } catch (problem) {
    if (isDenied(problem)) return null
    throw problem
  }
}

/** Returns the whole secret after the change. Unchanged keys keep their position. */
function merged(before: SecretData, set: SecretData, remove: readonly string[]): SecretData {
  const whole = new Map(before)
  for (const key of remove) whole.delete(key)
  for (const [key, value] of set) whole.set(key, value)
  return whole
}
