import type { SecretAddress } from '../../contract/ids.ts'
import type { Secret } from '../../contract/kv.ts'
import { Failure } from '../../contract/failure.ts'
import { valueAsJson } from '../../vault/json.ts'
import { listNames, readSecret, writeSecret } from '../../vault/kv.ts'
import type { CallContext, Handlers } from '../handler.ts'
import type { SecretData } from '../openSecrets.ts'
import type { Services } from '../services.ts'

/** Secrets of the KV engines. */
export function kvHandlers(services: Services): Handlers<'kv'> {
  const { servers, kvVersions, openSecrets, fingerprints } = services

  async function read(at: SecretAddress, version: number | undefined, context: CallContext) {
    const keep = openSecrets.reading()
    const session = await servers.person(at.profileId, context)
    const kvVersion = await kvVersions.of(at.profileId, at.mount, session)
    const found = await readSecret(
      session,
      { mount: at.mount, kvVersion, path: at.path, ...(version === undefined ? {} : { version }) },
      context.signal,
    )
    keep({ ...at, version: found.secret.version }, found.data)
    return found
  }

  /** KV 1 knows no check-and-set: the next best is to look right before writing. */
  async function refuseIfChanged(at: SecretAddress, fingerprint: string | null, context: CallContext): Promise<void> {
    const now = await read(at, undefined, context).then(
      (found) => fingerprints.of(found.data),
      (problem: unknown) => {
        if (problem instanceof Failure && problem.code === 'not-found') return null
        throw problem
      },
    )
    if (now !== fingerprint) throw new Failure('cas-mismatch', 'The secret was changed in between.')
  }

  return {
    list: async ({ profileId, mount, folder }, context) => {
      const session = await servers.person(profileId, context)
      const kvVersion = await kvVersions.of(profileId, mount, session)
      return { names: await listNames(session, { mount, kvVersion, folder }, context.signal) }
    },

    read: async ({ at, version }, context): Promise<Secret> => {
      const { secret, data } = await read(at, version, context)
      return secret.kvVersion === 1 ? { ...secret, fingerprint: await fingerprints.of(data) } : secret
    },

    reveal: async ({ at, version, keys }, context) => {
      // SECURITY: the values that were on the page when it was opened, while the same person is signed in.
      await servers.person(at.profileId, context)
      const data = openSecrets.get({ ...at, version }) ?? (await read(at, version, context)).data
      return { entries: entriesOf(data, keys) }
    },

    write: async ({ at, entries, base }, context) => {
      const session = await servers.person(at.profileId, context)
      const kvVersion = await kvVersions.of(at.profileId, at.mount, session)
      const to = { mount: at.mount, kvVersion, path: at.path, entries }
      if (kvVersion === 1) {
        if (base.kind === 'version') throw new Failure('invalid-input', 'This mount keeps no versions.')
        await refuseIfChanged(at, base.kind === 'new' ? null : base.fingerprint, context)
        const written = await writeSecret(session, to, context.signal)
        openSecrets.forgetOne(at)
        return written
      }
      if (base.kind === 'fingerprint') throw new Failure('invalid-input', 'This mount keeps versions.')
      return writeSecret(session, { ...to, cas: base.kind === 'new' ? 0 : base.version }, context.signal)
    },
  }
}

function entriesOf(data: SecretData, keys: readonly string[] | undefined) {
  const wanted = keys === undefined ? [...data.keys()] : keys.filter((key) => data.has(key))
  return wanted.map((key) => ({ key, json: valueAsJson(data.get(key)) }))
}
