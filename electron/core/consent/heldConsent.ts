/** Asks the person before Strongroom shows a secret or a draft that contains a credential that the core holds. */
import type { CallContext } from '../handler.ts'
import type { Services } from '../services.ts'

/**
 * Returns when the value may leave the core. `place` names where it is stored, in words that the person knows. Throws
 * `consent-refused`.
 */
export async function consentIfHeld(
  services: Pick<Services, 'fence' | 'consent' | 'profiles' | 'ways'>,
  { profileId, place }: { readonly profileId: string; readonly place: string },
  value: unknown,
  context: CallContext,
): Promise<void> {
  const { fence, consent, profiles } = services
  // SECURITY: a root token that is stored in KV stays readable, but a page alone cannot read it
  // (docs/security.md, "The window").
  await fence.ready()
  if (!fence.holds(value)) return
  const { name, address } = await profiles.get(profileId)
  // Loaded on demand: rarely needed, and never at the start.
  const { heldFor } = await import('../held/heldFor.ts')
  const belongsTo = await heldFor(services, fence.holdersIn(value))
  await consent.require({ kind: 'show-held-in-secret', connection: name, address, place, belongsTo }, context)
  context.allowHeld?.()
}
