import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** Files and folders that the person chooses outside the page. */
export function filesHandlers({ chosenFiles }: Pick<Services, 'chosenFiles'>): Handlers<'files'> {
  return {
    offered: () => chosenFiles().then((chosen) => chosen.offered()),
    choose: ({ kind }, context) => chosenFiles().then((chosen) => chosen.choose(kind, context)),
  }
}
