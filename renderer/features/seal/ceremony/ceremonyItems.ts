/** What a ceremony consists of, and where each item of it went. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type {
  Ceremony,
  CeremonyItem,
  CeremonyPlace,
  CeremonyWay,
  ReceivedItem,
} from '../../../../electron/contract/ceremony.ts'

/** Every item of a ceremony: the shares in their order, then the root token. */
export function itemsOf(ceremony: Pick<Ceremony, 'shares'>): readonly CeremonyItem[] {
  return [...Array.from({ length: ceremony.shares }, (_, index) => index + 1), 'root-token']
}

export const placesOf = (ceremony: Ceremony, item: ReceivedItem): readonly CeremonyPlace[] =>
  ceremony.places.filter((place) => place.item === item)

/** What was handed over is no longer here: its holder has the only copy. */
export const isGone = (ceremony: Ceremony, item: CeremonyItem): boolean =>
  placesOf(ceremony, item).some(({ way }) => way === 'handed-over')

/** The items that went nowhere yet. */
export const itemsNowhere = (ceremony: Ceremony): readonly ReceivedItem[] =>
  (ceremony.found === null ? itemsOf(ceremony) : (['answer'] as const)).filter(
    (item) => placesOf(ceremony, item).length === 0,
  )

/** Are all shares still here that one step of unsealing needs? */
export const canUnseal = (ceremony: Ceremony): boolean =>
  ceremony.found === null &&
  !ceremony.recovery &&
  ceremony.pgpShares.length === 0 &&
  itemsOf(ceremony).filter((item) => item !== 'root-token' && !isGone(ceremony, item)).length >= ceremony.threshold

/** Can this computer sign in with the new root token? */
export const canSignIn = (ceremony: Ceremony): boolean =>
  ceremony.found === null && ceremony.pgpRootToken === null && !isGone(ceremony, 'root-token')

export const wayWords: Readonly<Record<CeremonyWay, MessageDescriptor>> = {
  file: msg`in a file`,
  keychain: msg`in the keychain`,
  copied: msg`copied`,
  'handed-over': msg`handed over`,
  printed: msg`printed`,
}

/** The last part of a path of either kind of system. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path
