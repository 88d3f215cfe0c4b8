/** The handlers of every topic. */
import { loadedOnce } from '../base/async/loadedOnce.ts'
import type { AllHandlers } from '../core/handler.ts'
import type { Services } from '../core/services.ts'
import { appHandlers } from './app/handlers.ts'
import { clipboardHandlers } from './clipboard/handlers.ts'
import { connectionsHandlers } from './connections/handlers.ts'
import { consentHandlers } from './consent/handlers.ts'
import { cubbyholeHandlers } from './kv/cubbyhole.ts'
import { custodyHandlers, lostHandlers } from './custody/handlers.ts'
import { draftsHandlers } from './drafts/handlers.ts'
import { filesHandlers } from './files/handlers.ts'
import { kubernetesHandlers } from './kubernetes/handlers.ts'
import { kubernetesDoctorHandlers } from './kubernetes/doctor/handlers.ts'
import { kvHandlers } from './kv/handlers.ts'
import { mountsHandlers } from './mounts/handlers.ts'
import { placesHandlers } from './places/handlers.ts'
import { policiesHandlers } from './policies/handlers.ts'
import { practiceHandlers } from './practice/handlers.ts'
import type { Practice } from './practice/practice.ts'
import { serverHandlers } from './seal/handlers.ts'
import { sessionHandlers } from './session/handlers.ts'
import { windowHandlers } from './window/handlers.ts'

export function allHandlers(services: Services, practice: Practice): AllHandlers {
  const server = serverHandlers(services)
  const kv = kvHandlers(services)
  const doctorSession = loadedOnce(async () =>
    (await import('./kubernetes/doctor/doctorSession.ts')).createDoctorSession(services),
  )
  return {
    app: appHandlers(services),
    connections: connectionsHandlers(services),
    consent: consentHandlers(services),
    custody: custodyHandlers(services),
    lost: lostHandlers(services),
    server,
    session: sessionHandlers(services),
    mounts: mountsHandlers(services),
    kv,
    cubbyhole: cubbyholeHandlers(services),
    kubernetes: kubernetesHandlers(services, doctorSession),
    places: placesHandlers(services),
    policies: policiesHandlers(services),
    ...kubernetesDoctorHandlers(services, doctorSession),
    drafts: draftsHandlers(services),
    files: filesHandlers(services),
    practice: practiceHandlers(services, practice),
    window: windowHandlers(services),
    clipboard: clipboardHandlers(services, {
      reveal: kv.reveal,
      revealCeremonyItem: server.revealCeremonyItem,
    }),
  }
}
