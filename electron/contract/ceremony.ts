/** Ceremonies: a server's initialization, and where each of its new keys went. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { FileHandle } from './files.ts'
import { ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { PgpKeyFacts, PgpKeyText } from './pgp.ts'

/** A share by its number, from 1, or the root token. */
export const CeremonyItem = z.union([z.literal('root-token'), z.number().int().min(1).max(limits.shares)])
export type CeremonyItem = z.infer<typeof CeremonyItem>

/** The same, or the whole answer, where the server's answer was not recognized as new keys. */
export const ReceivedItem = z.union([CeremonyItem, z.literal('answer')])
export type ReceivedItem = z.infer<typeof ReceivedItem>

/** Ways of an item out of the ceremony. */
export const CeremonyWay = z.enum(['file', 'keychain', 'copied', 'handed-over', 'printed'])
export type CeremonyWay = z.infer<typeof CeremonyWay>

/** Where an item went. */
export const CeremonyPlace = z.object({
  item: ReceivedItem,
  way: CeremonyWay,
  /** For a file: its path, or only its name where the browser chose the folder. */
  where: z.string().optional(),
  /** ISO 8601. */
  at: z.string(),
})
export type CeremonyPlace = z.infer<typeof CeremonyPlace>

/**
 * A ceremony: the unseal keys and the first root token, right after initialization. They live in the core under an id;
 * a value leaves it only because the person asked for exactly that one.
 */
export const Ceremony = z.object({
  id: z.uuid(),
  profileId: ProfileId,
  startedAt: z.string(),
  shares: z.number().int(),
  threshold: z.number().int(),
  /** Auto-unseal gives recovery keys in place of unseal keys. */
  recovery: z.boolean(),
  /** Where each item went so far. */
  places: z.array(CeremonyPlace),
  /** Whose PGP keys the shares are encrypted for, in their order; empty when they are plain. */
  pgpShares: z.array(PgpKeyFacts),
  /** Whose PGP key the root token is encrypted for. */
  pgpRootToken: PgpKeyFacts.nullable(),
  /**
   * Null for new keys. Otherwise the server's answer was not recognized and is kept as received: what of it can be
   * shown, escaped, the whole last. It cannot be kept, used or exported unescaped.
   */
  found: z.array(ReceivedItem).nullable(),
  /** Is the ceremony itself safe from a crash (sealed on disk)? */
  sealedOnDisk: z.boolean(),
})
export type Ceremony = z.infer<typeof Ceremony>

/**
 * What becomes of a server's answer before anything is shown: sealed on this computer, written to a file that the
 * person chose, or, by their explicit wish, only held in memory.
 */
export const KeepIn = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('sealed') }),
  /** A new file that the person chose (`files`). The keys are in it in the clear. */
  z.strictObject({ how: z.literal('file'), handle: FileHandle }),
  z.strictObject({ how: z.literal('memory') }),
])
export type KeepIn = z.infer<typeof KeepIn>

/** The desktop shell writes the file where the person chooses; the browser shell answers its content for a download. */
export const SavedFile = z.discriminatedUnion('how', [
  z.object({ how: z.literal('written'), path: z.string() }),
  z.object({ how: z.literal('download'), name: z.string(), content: z.string() }),
  z.object({ how: z.literal('canceled') }),
])
export type SavedFile = z.infer<typeof SavedFile>

const OneItem = z.strictObject({ ceremonyId: z.uuid(), item: CeremonyItem })
const OneReceived = z.strictObject({ ceremonyId: z.uuid(), item: ReceivedItem })

export const ceremony = {
  /**
   * API: `PUT /sys/init`. The request is sent once and its answer is written down before this resolves. Errors:
   * `already-initialized`, `answer-lost`; `keychain-unavailable` when it was to be sealed and nothing can be kept here.
   */
  initialize: mutation({
    input: z
      .strictObject({
        profileId: ProfileId,
        shares: z.number().int().min(1).max(limits.shares),
        threshold: z.number().int().min(1).max(limits.shares),
        keepIn: KeepIn.default({ how: 'sealed' }),
        /** One a share, in their order, or none. */
        pgpKeys: z.array(PgpKeyText).max(limits.shares).default([]),
        rootTokenPgpKey: PgpKeyText.nullable().default(null),
      })
      .refine((input) => input.threshold <= input.shares, { path: ['threshold'], message: 'more than the shares' })
      .refine((input) => input.shares === 1 || input.threshold > 1, {
        path: ['threshold'],
        message: 'must be 2 or more when there are several shares',
      })
      .refine((input) => input.pgpKeys.length === 0 || input.pgpKeys.length === input.shares, {
        path: ['pgpKeys'],
        message: 'must be one a share',
      }),
    output: Ceremony,
  }),
  /** The unfinished ceremony of a connection, or null. */
  ceremony: query({ input: z.strictObject({ profileId: ProfileId }), output: Ceremony.nullable() }),
  /** One share (base64, as the CLI shows it) or the root token, because the person asked to see, copy or print it. */
  revealCeremonyItem: mutation({ input: OneReceived, output: z.object({ value: z.string() }) }),
  /** Notes that the person has taken an item along in a way that the core does not see. */
  noteCeremonyItem: mutation({
    input: OneReceived.extend({ way: CeremonyWay.extract(['copied', 'handed-over', 'printed']) }),
    output: Ceremony,
  }),
  /** One item in a file of its own. Errors: `unsupported` for an answer that was not recognized. */
  saveCeremonyItem: mutation({ input: OneItem, output: SavedFile }),
  /**
   * `cluster-keys.json`, in the shape of `vault operator init -format=json`. Errors: `confirmation-needed` for an answer
   * that was not recognized; with `escaped` that is exported as one line of escaped text.
   */
  exportCeremony: mutation({
    input: z.strictObject({ ceremonyId: z.uuid(), escaped: z.boolean().default(false) }),
    output: SavedFile,
  }),
  /**
   * Keeps the shares named and, if asked, the root token in the keychain. Errors: `keychain-unavailable`; `rejected` when
   * the connection's share policy has no room for them; `confirmation-needed` for a threshold's worth in production.
   */
  keepCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      shares: z.array(z.number().int().min(1).max(limits.shares)).max(limits.shares),
      rootToken: z.boolean(),
      /** The connection's name, typed as a confirmation that this computer may store enough shares to reach the threshold. */
      acknowledgedFor: z.string().max(limits.name).optional(),
    }),
    output: Ceremony,
  }),
  /**
   * Wipes the ceremony. Errors: `confirmation-needed` while an item went nowhere and the loss is not accepted.
   */
  finishCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      /** Every item that went nowhere is lost, and the person has said so. */
      acceptLoss: z.boolean().default(false),
      /** Sign in with the new root token, so that the person can go on. */
      signIn: z.boolean(),
    }),
    output: z.object({}),
  }),
}
