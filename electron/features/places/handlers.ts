import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** Places that a person may want to return to. */
export const placesHandlers = (services: Services): Handlers<'places'> =>
  lazyTopic('places', async () => (await import('./keptPlaces.ts')).keptPlacesHandlers(services))
