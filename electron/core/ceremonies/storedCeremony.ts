/**
 * A ceremony as it is stored: the server's answer, or what is known while the answer is awaited, and where its items
 * were saved. Pure.
 */
import { z } from 'zod'
import { type CeremonyItem, CeremonyPlace, type ReceivedItem } from '../../contract/ceremony.ts'
import { PgpKeyFacts } from '../../contract/pgp.ts'
import type { AnswerKeys } from '../../storage/keychain/answerSeal.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { escaped, findInAnswer, InitResult, readInitAnswer, textOf } from '../../vault/initResult.ts'

const beginning = {
  version: z.literal(1),
  id: z.uuid(),
  profileId: z.uuid(),
  /** The address of the server that the keys belong to. */
  address: z.string(),
  /** The way that the request took. Absent in ceremonies of older versions. */
  way: z.string().optional(),
  startedAt: z.string(),
  shares: z.number().int(),
  threshold: z.number().int(),
  pgpShares: z.array(PgpKeyFacts).default([]),
  pgpRootToken: PgpKeyFacts.nullable().default(null),
}
const Stored = z.object({
  ...beginning,
  places: z.array(CeremonyPlace).default([]),
  ...InitResult.shape,
  /** The whole answer as text if it was not recognized as new keys. The lists above are then empty. */
  received: z.string().nullable().default(null),
})
export type StoredCeremony = z.infer<typeof Stored>

/** Opens an initialization whose answer is stored separately. */
const Awaited = z.object({ ...beginning, awaits: z.literal(true), privateKey: z.string() })
export type AwaitedCeremony = z.infer<typeof Awaited>

export type Beginning = Pick<
  StoredCeremony,
  'profileId' | 'address' | 'way' | 'shares' | 'threshold' | 'pgpShares' | 'pgpRootToken'
>

/** Returns the prefix of a connection's ceremonies in the sealed store. */
export const prefixOf = (profileId: string) => `${recordKinds.ceremonies.prefix}${profileId}:`
export const nameOf = ({ profileId, id }: Pick<StoredCeremony, 'profileId' | 'id'>) => `${prefixOf(profileId)}${id}`

/** Returns the binding of the ceremony's keys: the way of the request, or the bare address in older versions. */
export const bindingOf = ({ way, address }: Pick<StoredCeremony, 'way' | 'address'>): string => way ?? address

/** Returns the items of an unrecognized answer, the whole answer last; null for new keys. */
export function foundItems({ received }: Pick<StoredCeremony, 'received'>): ReceivedItem[] | null {
  if (received === null) return null
  const { shares, rootToken } = findInAnswer(received)
  return [...shares.map((_, index) => index + 1), ...(rootToken === null ? [] : (['root-token'] as const)), 'answer']
}

/**
 * Returns the value of an item in the form in which it may leave the core, or null if it was handed over or never
 * existed.
 */
export function valueOfItem(ceremony: StoredCeremony, item: ReceivedItem): string | null {
  if (ceremony.received !== null) {
    const { shares, rootToken } = findInAnswer(ceremony.received)
    const text = item === 'answer' ? ceremony.received : item === 'root-token' ? rootToken : shares[item - 1]
    return text === null || text === undefined ? null : escaped(text)
  }
  if (item === 'answer') return null
  const share = (index: number) => ceremony.keysBase64[index - 1] ?? ceremony.recoveryKeysBase64[index - 1]
  return (item === 'root-token' ? ceremony.rootToken : share(item)) || null
}

/** Every item of a ceremony: the shares in their order, then the root token. */
export const itemsOf = (shares: number): CeremonyItem[] => [
  ...Array.from({ length: shares }, (_, index) => index + 1),
  'root-token',
]

/** Returns the items that are not saved anywhere yet. */
export const itemsNowhere = ({
  shares,
  places,
  received,
}: Pick<StoredCeremony, 'shares' | 'places' | 'received'>): ReceivedItem[] =>
  (received === null ? itemsOf(shares) : (['answer'] as const)).filter(
    (item) => !places.some((place) => place.item === item),
  )

/** Returns the ceremony without the value of one item. The other items keep their numbers. */
export function without(ceremony: StoredCeremony, item: ReceivedItem): StoredCeremony {
  if (item === 'answer') return { ...ceremony, received: '' }
  if (item === 'root-token') return { ...ceremony, rootToken: '' }
  const blank = (list: readonly string[]) => list.map((key, index) => (index === item - 1 ? '' : key))
  return {
    ...ceremony,
    keys: blank(ceremony.keys),
    keysBase64: blank(ceremony.keysBase64),
    recoveryKeys: blank(ceremony.recoveryKeys),
    recoveryKeysBase64: blank(ceremony.recoveryKeysBase64),
  }
}

/** A ceremony without an answer yet. */
export type Begun = Omit<StoredCeremony, keyof InitResult | 'places' | 'received'>

const noKeys: InitResult = { keys: [], keysBase64: [], recoveryKeys: [], recoveryKeysBase64: [], rootToken: '' }

/** Returns the ceremony with its answer as received, and with no item saved yet. */
export function finished(begun: Begun, answer: Uint8Array): StoredCeremony {
  const { version, id, profileId, address, way, startedAt, shares, threshold, pgpShares, pgpRootToken } = begun
  const asked = { shares, pgpRootToken: pgpRootToken !== null }
  const result = readInitAnswer(answer, asked) ?? resultOfOlderWitness(answer)
  return {
    version,
    id,
    profileId,
    address,
    ...(way !== undefined && { way }),
    startedAt,
    shares,
    threshold,
    pgpShares,
    pgpRootToken,
    places: [],
    ...(result ?? noKeys),
    received: result === null ? textOf(answer) : null,
  }
}

/** Returns the answer that a witness of an older version parsed and stored; null for anything else. */
function resultOfOlderWitness(answer: Uint8Array): InitResult | null {
  try {
    return InitResult.parse(JSON.parse(textOf(answer)))
  } catch {
    return null
  }
}

export const awaitedOf = (begun: Begun, { privateKey }: AnswerKeys): AwaitedCeremony => ({
  ...begun,
  awaits: true,
  privateKey,
})

/** Bytes of the usual maximum of a server's answer. A share for a PGP key is as long as that key makes it. */
export const answerBytes = ({ shares, pgpShares }: Pick<StoredCeremony, 'shares' | 'pgpShares'>): number =>
  4096 + shares * (pgpShares.length === 0 ? 256 : 8192)

/** Returns null if the text is neither kind of ceremony. */
export function parseCeremony(text: string): StoredCeremony | AwaitedCeremony | null {
  try {
    const content: unknown = JSON.parse(text)
    const awaited = Awaited.safeParse(content)
    return awaited.success ? awaited.data : Stored.parse(content)
  } catch {
    return null
  }
}
