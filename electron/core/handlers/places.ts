import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'

/** Places that a person comes back to. */
export const placesHandlers = (services: Services): Handlers<'places'> =>
  lazyHandlers<'places', keyof Handlers<'places'>>(
    ['read', 'keepOpen', 'visit', 'setFavourite', 'remember', 'forget', 'setAuthMount', 'mountOf'],
    async () => (await import('./keptPlaces.ts')).keptPlacesHandlers(services),
  )
