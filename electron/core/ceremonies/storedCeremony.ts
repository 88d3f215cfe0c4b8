/** A ceremony as it rests: what the server answered, or what is waited for; and where its items went. Pure. */
import { z } from 'zod'
import { type CeremonyItem, CeremonyPlace, type ReceivedItem } from '../../contract/ceremony.ts'
import { PgpKeyFacts } from '../../contract/pgp.ts'
import type { AnswerKeys } from '../../storage/keychain/answerSeal.ts'
import { ceremonyPrefix } from '../../storage/keychain/custodyNames.ts'
import { escaped, findInAnswer, InitResult, readInitAnswer, textOf } from '../../vault/initResult.ts'

const beginning = {
  version: z.literal(1),
  id: z.uuid(),
  profileId: z.uuid(),
  /** The address of the server that the keys belong to. */
  address: z.string(),
  /** The way on which it was asked. Absent in ceremonies of older versions. */
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
  /** The whole answer as text, where it was not recognized as new keys: then the lists above are empty. */
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

/** In the sealed store: of a connection's ceremonies, of one. */
export const prefixOf = (profileId: string) => `${ceremonyPrefix}${profileId}:`
export const nameOf = ({ profileId, id }: Pick<StoredCeremony, 'profileId' | 'id'>) => `${prefixOf(profileId)}${id}`

/** What the keys of a ceremony are bound to: the way that it was asked on, or the bare address of an older version. */
export const bindingOf = ({ way, address }: Pick<StoredCeremony, 'way' | 'address'>): string => way ?? address

/** Returns the items of an answer that was not recognized, the whole of it last; null for new keys. */
export function foundItems({ received }: Pick<StoredCeremony, 'received'>): ReceivedItem[] | null {
  if (received === null) return null
  const { shares, rootToken } = findInAnswer(received)
  return [...shares.map((_, index) => index + 1), ...(rootToken === null ? [] : (['root-token'] as const)), 'answer']
}

/** Returns the value of an item in the form in which it may leave, or null: it was handed over, or was never there. */
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

/** Which of its items went nowhere yet. */
export const itemsNowhere = ({
  shares,
  places,
  received,
}: Pick<StoredCeremony, 'shares' | 'places' | 'received'>): ReceivedItem[] =>
  (received === null ? itemsOf(shares) : (['answer'] as const)).filter(
    (item) => !places.some((place) => place.item === item),
  )

/** The ceremony without the value of one item; the others keep their numbers. */
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

/** Before there is an answer. */
export type Begun = Omit<StoredCeremony, keyof InitResult | 'places' | 'received'>

const noKeys: InitResult = { keys: [], keysBase64: [], recoveryKeys: [], recoveryKeysBase64: [], rootToken: '' }

/** With its answer as received, and none of its items anywhere yet. */
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

/** Returns what a witness of an older version wrote down, which read the answer by itself; null for anything else. */
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

/** Bytes that the answer of a server comes to at most, as a rule: a share for a PGP key is as long as that key makes it. */
export const answerBytes = ({ shares, pgpShares }: Pick<StoredCeremony, 'shares' | 'pgpShares'>): number =>
  4096 + shares * (pgpShares.length === 0 ? 256 : 8192)

/** Null for what is neither. */
export function parseCeremony(text: string): StoredCeremony | AwaitedCeremony | null {
  try {
    const content: unknown = JSON.parse(text)
    const awaited = Awaited.safeParse(content)
    return awaited.success ? awaited.data : Stored.parse(content)
  } catch {
    return null
  }
}
