import { Failure } from '../../contract/failure.ts'
import type { SecretAddress } from '../../contract/ids.ts'
import type { CallContext } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/**
 * Replaces check-and-set in KV 1 and the cubbyhole, which have none: reads the secret right before a change.
 * `fingerprint`: of the secret that the change is based on; null for no secret.
 * @throws Failure `cas-mismatch` when the path holds something else.
 */
export async function refuseIfChanged(
  { kvAccess, fingerprints }: Pick<Services, 'kvAccess' | 'fingerprints'>,
  at: SecretAddress,
  fingerprint: string | null,
  context: CallContext,
): Promise<void> {
  const now = await kvAccess.read(at, undefined, context).then(
    (found) => fingerprints.of(found.data),
    (problem: unknown) => {
      if (problem instanceof Failure && problem.code === 'not-found') return null
      throw problem
    },
  )
  if (now !== fingerprint) throw new Failure('cas-mismatch', 'The secret changed after it was read.')
}
