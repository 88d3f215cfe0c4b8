/** What a ceremony consists of, and which of it is safe as far as Strongroom can know. */
import type { Ceremony } from '../../../electron/contract/server.ts'

/** A share by its number, from 1, or the root token. */
export type CeremonyItem = number | 'root-token'

/** Every item of a ceremony: the shares in their order, then the root token. */
export function itemsOf(ceremony: Ceremony): readonly CeremonyItem[] {
  return [...Array.from({ length: ceremony.shares }, (_, index) => index + 1), 'root-token']
}

/** Does the item rest in this computer's keychain? */
export function isKept(ceremony: Ceremony, item: CeremonyItem): boolean {
  return item === 'root-token' ? ceremony.keptRootToken : ceremony.keptShares.includes(item)
}

/** Has the person had each item in hand: saved in the file, kept, or seen and copied one by one? */
export function allTaken(ceremony: Ceremony, seen: ReadonlySet<CeremonyItem>): boolean {
  return ceremony.saved || itemsOf(ceremony).every((item) => isKept(ceremony, item) || seen.has(item))
}
