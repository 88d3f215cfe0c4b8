/** The handlers of every topic. */
import type { AllHandlers } from '../handler.ts'
import type { Services } from '../services.ts'
import { appHandlers } from './app.ts'
import { clipboardHandlers } from './clipboard.ts'
import { connectionsHandlers } from './connections.ts'
import { consentHandlers } from './consent.ts'
import { custodyHandlers } from './custody.ts'
import { draftsHandlers } from './drafts.ts'
import { filesHandlers } from './files.ts'
import { kubernetesHandlers } from './kubernetes.ts'
import { kubernetesDoctorHandlers } from './kubernetesDoctor.ts'
import { kvHandlers } from './kv.ts'
import { mountsHandlers } from './mounts.ts'
import { placesHandlers } from './places.ts'
import { policiesHandlers } from './policies.ts'
import { practiceHandlers } from './practice.ts'
import { serverHandlers } from './server.ts'
import { sessionHandlers } from './session.ts'
import { windowHandlers } from './window.ts'

export function allHandlers(services: Services): AllHandlers {
  const server = serverHandlers(services)
  const kv = kvHandlers(services)
  return {
    app: appHandlers(services),
    connections: connectionsHandlers(services),
    consent: consentHandlers(services),
    custody: custodyHandlers(services),
    server,
    session: sessionHandlers(services),
    mounts: mountsHandlers(services),
    kv,
    kubernetes: kubernetesHandlers(services),
    places: placesHandlers(services),
    policies: policiesHandlers(services),
    ...kubernetesDoctorHandlers(services),
    drafts: draftsHandlers(services),
    files: filesHandlers(services),
    practice: practiceHandlers(services),
    window: windowHandlers(services),
    clipboard: clipboardHandlers(services, {
      reveal: kv.reveal,
      revealCeremonyItem: server.revealCeremonyItem,
    }),
  }
}
