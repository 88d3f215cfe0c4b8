/** Asks the person before a secret or a draft is shown that contains a credential that the core holds. */
import type { CallContext } from '../handler.ts'
import type { Services } from '../services.ts'

/**
 * Returns when the value may be handed out. `place` names where it is kept, as the person knows it.
 * Throws `consent-refused`.
 */
export async function consentIfHeld(
  services: Pick<Services, 'fence' | 'consent' | 'profiles' | 'ways'>,
  { profileId, place }: { readonly profileId: string; readonly place: string },
  value: unknown,
  context: CallContext,
): Promise<void> {
  const { fence, consent, profiles } = services
  // SECURITY: a root token that is stored in KV stays readable, but a page alone cannot read it (docs/security.md, "The window").
  await fence.ready()
  if (!fence.holds(value)) return
  const { name, address } = await profiles.get(profileId)
  // Rarely needed, and never at the start.
  const { heldFor } = await import('../held/heldFor.ts')
  const belongsTo = await heldFor(services, fence.holdersIn(value))
  await consent.require({ kind: 'show-held-in-secret', connection: name, address, place, belongsTo }, context)
  context.allowHeld?.()
}
