/** Writes a whole secret, only on top of the version that the edit was based on. */
import type { WriteBase } from '../../contract/kv.ts'
import { writeSecret } from '../../vault/kv.ts'
import type { Handlers } from '../../core/handler.ts'
import { otherVersion } from '../../core/kv/kvVersions.ts'
import type { Services } from '../../core/services.ts'
import { refuseIfChanged } from './refuseIfChanged.ts'

/** The handler of `kv.write`. */
export function writeHandler(services: Services): Handlers<'kv'>['write'] {
  const { kvAccess, secretValueCache } = services
  return ({ at, entries, base }, context) =>
    kvAccess.inMount(
      at,
      context,
      async (session, mount) => {
        const secret = { ...mount, path: at.path, entries }
        if (mount.kvVersion === 2) return writeSecret(session, { ...secret, cas: casOf(base) }, context.signal)
        if (base.kind === 'version') throw otherVersion()
        if (base.kind !== 'blind') {
          await refuseIfChanged(services, at, base.kind === 'new' ? null : base.fingerprint, context)
        }
        const written = await writeSecret(session, secret, context.signal)
        secretValueCache.forgetSecret(at)
        return written
      },
      'change',
    )
}

/**
 * Returns the version that check-and-set of KV 2 must find; 0: no secret yet. @throws Failure `cas-mismatch` for a base
 * of KV 1.
 */
export function casOf(base: WriteBase): number | 'blind' {
  switch (base.kind) {
    case 'new':
      return 0
    case 'version':
      return base.version
    case 'blind':
      return 'blind'
    case 'fingerprint':
      throw otherVersion()
  }
}
