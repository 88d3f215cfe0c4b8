/** The items of a ceremony, and where each was saved. */
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

/** Whether the item was handed over and is no longer here: its holder has the only copy. */
export const isGone = (ceremony: Ceremony, item: CeremonyItem): boolean =>
  placesOf(ceremony, item).some(({ way }) => way === 'handed-over')

/** The items that were not saved anywhere yet. */
export const itemsNowhere = (ceremony: Ceremony): readonly ReceivedItem[] =>
  (ceremony.found === null ? itemsOf(ceremony) : (['answer'] as const)).filter(
    (item) => placesOf(ceremony, item).length === 0,
  )

/** Whether all shares that one unseal needs are still here. */
export const canUnseal = (ceremony: Ceremony): boolean =>
  ceremony.found === null &&
  !ceremony.recovery &&
  ceremony.pgpShares.length === 0 &&
  itemsOf(ceremony).filter((item) => item !== 'root-token' && !isGone(ceremony, item)).length >= ceremony.threshold

/** Whether this computer can sign in with the new root token. */
export const canSignIn = (ceremony: Ceremony): boolean =>
  ceremony.found === null && ceremony.pgpRootToken === null && !isGone(ceremony, 'root-token')

export const wayWords: Readonly<Record<CeremonyWay, MessageDescriptor>> = {
  file: msg`saved to a file`,
  keychain: msg`in the keychain`,
  copied: msg`copied`,
  'handed-over': msg`handed over`,
  printed: msg`printed`,
}

/** The last part of a path of any operating system. */
export const fileNameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path
