/** The practice server's connection, and its coming back with the app. */
import type { Profile } from '../contract/connections.ts'
import { never } from './never.ts'
import type { Services } from './services.ts'

export const practiceProfile = async ({ profiles }: Services): Promise<Omit<Profile, 'hasClientKey'> | undefined> =>
  (await profiles.list()).find((profile) => profile.practice)

/** Makes the connection, or moves it to the address where the server now listens. */
export async function connectPractice(services: Services, address: string): Promise<void> {
  const { profiles, credentials, ceremonies, servers, events } = services
  const draft = {
    name: 'practice',
    address,
    namespace: '',
    stage: 'dev' as const,
    caPem: null,
    clientCertPem: null,
    tlsServerName: null,
    skipVerify: false,
    proxy: null,
  }
  const profile = await practiceProfile(services)
  if (profile === undefined) await profiles.add(draft, { practice: true })
  else if (profile.address !== address) {
    // The same server on another port: its keys and its token move with it.
    await credentials.change(profile.id, (kept) => ({ ...kept, tokenFor: address, keysFor: address }))
    await ceremonies.move(profile.id, address)
    await services.places.move(profile.id, profile.address, address)
    servers.signOut(profile.id)
    await profiles.update(profile.id, { ...draft, name: profile.name, stage: profile.stage })
    await servers.reset(profile.id)
  }
  events.emit({ type: 'connections-changed' })
}

/**
 * Starts the server again that ran when the app ended, once the app is unlocked: what its connection keeps may have to
 * move with it. Nobody waits for it; where it cannot be started the person finds it stopped.
 */
export async function bringPracticeBack(services: Services): Promise<void> {
  const { practice, watch, events, log } = services
  try {
    if (!(await practice.comesBack())) return
    const { address } = await practice.start(() => undefined, never)
    await connectPractice(services, address)
    events.emit({ type: 'practice-changed' })
    const profile = await practiceProfile(services)
    if (profile !== undefined) watch.nudge(profile.id)
  } catch (problem) {
    log.warn({ problem }, 'the practice server did not come back')
  }
}
