/** Ceremonies: a server's initialization, and where each of its new keys was saved. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { FileHandle } from './files.ts'
import { ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { PgpKeyFacts, PgpKeyText } from './pgp.ts'

/** A share by its number, from 1, or the root token. */
export const CeremonyItem = z.union([z.literal('root-token'), z.number().int().min(1).max(limits.shares)])
export type CeremonyItem = z.infer<typeof CeremonyItem>

/** A ceremony item, or the whole answer if the server's answer was not recognized as new keys. */
export const ReceivedItem = z.union([CeremonyItem, z.literal('answer')])
export type ReceivedItem = z.infer<typeof ReceivedItem>

/** How an item can leave the ceremony. */
export const CeremonyWay = z.enum(['file', 'keychain', 'copied', 'handed-over', 'printed'])
export type CeremonyWay = z.infer<typeof CeremonyWay>

/** Where an item was saved. */
export const CeremonyPlace = z.object({
  item: ReceivedItem,
  way: CeremonyWay,
  /** For a file: its path, or only its name if the browser chose the folder. */
  where: z.string().optional(),
  /** ISO 8601. */
  at: z.string(),
})
export type CeremonyPlace = z.infer<typeof CeremonyPlace>

/**
 * A ceremony: the unseal keys and the first root token, right after initialization. The core holds them under an ID; a
 * value leaves it only if the person requested exactly this value.
 */
export const Ceremony = z.object({
  id: z.uuid(),
  profileId: ProfileId,
  startedAt: z.string(),
  shares: z.number().int(),
  threshold: z.number().int(),
  /** Auto-unseal returns recovery keys in place of unseal keys. */
  recovery: z.boolean(),
  /** Where each item was saved so far. */
  places: z.array(CeremonyPlace),
  /** The PGP keys that the shares are encrypted for, in their order; empty if they are not encrypted. */
  pgpShares: z.array(PgpKeyFacts),
  /** The PGP key that the root token is encrypted for. */
  pgpRootToken: PgpKeyFacts.nullable(),
  /**
   * Null for new keys. Otherwise the server's answer was not recognized and is stored as received: this lists the parts
   * that can be shown, escaped, the whole answer last. It cannot be kept, used or exported unescaped.
   */
  found: z.array(ReceivedItem).nullable(),
  /** Whether the ceremony itself survives a crash (sealed on disk). */
  sealedOnDisk: z.boolean(),
})
export type Ceremony = z.infer<typeof Ceremony>

/**
 * How a server's answer is stored before anything is shown: sealed on this computer, written to a file that the person
 * chose, or, at their explicit request, only held in memory.
 */
export const KeepIn = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('sealed') }),
  /** A new file that the person chose (`files`). It contains the keys unencrypted. */
  z.strictObject({ how: z.literal('file'), handle: FileHandle }),
  z.strictObject({ how: z.literal('memory') }),
])
export type KeepIn = z.infer<typeof KeepIn>

/**
 * The desktop shell writes the file to the path that the person chooses; the browser shell returns its content for a
 * download.
 */
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
   * API: `PUT /sys/init`. The request is sent once and its answer is stored before this resolves. Errors:
   * `already-initialized`, `answer-lost`; `keychain-unavailable` if it was to be sealed and nothing can be stored here.
   */
  initialize: mutation({
    input: z
      .strictObject({
        profileId: ProfileId,
        shares: z.number().int().min(1).max(limits.shares),
        threshold: z.number().int().min(1).max(limits.shares),
        keepIn: KeepIn.default({ how: 'sealed' }),
        /** One for each share, in their order, or none. */
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
  /**
   * Returns one share (base64, as the CLI shows it) or the root token, because the person requested to see, copy or
   * print it.
   */
  revealCeremonyItem: mutation({ input: OneReceived, output: z.object({ value: z.string() }) }),
  /** Notes that the person has saved an item in a way that the core does not see. */
  noteCeremonyItem: mutation({
    input: OneReceived.extend({ way: CeremonyWay.extract(['copied', 'handed-over', 'printed']) }),
    output: Ceremony,
  }),
  /** Saves one item in its own file. Errors: `unsupported` for an answer that was not recognized. */
  saveCeremonyItem: mutation({ input: OneItem, output: SavedFile }),
  /**
   * Saves `cluster-keys.json`, in the format of `vault operator init -format=json`. Errors: `confirmation-needed` for
   * an answer that was not recognized; with `escaped` that is exported as one line of escaped text.
   */
  exportCeremony: mutation({
    input: z.strictObject({ ceremonyId: z.uuid(), escaped: z.boolean().default(false) }),
    output: SavedFile,
  }),
  /**
   * Stores the named shares and, if requested, the root token in the keychain. Errors: `keychain-unavailable`;
   * `rejected` when the connection's share policy has no room for them; `confirmation-needed` for a threshold's worth
   * in production.
   */
  keepCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      shares: z.array(z.number().int().min(1).max(limits.shares)).max(limits.shares),
      rootToken: z.boolean(),
      /**
       * The connection's name, typed as a confirmation that this computer may store enough shares to reach the
       * threshold.
       */
      acknowledgedFor: z.string().max(limits.name).optional(),
    }),
    output: Ceremony,
  }),
  /**
   * Wipes the ceremony. Errors: `confirmation-needed` while an item is not saved anywhere and the loss is not accepted.
   */
  finishCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      /** Whether the person has confirmed that every unsaved item will be lost. */
      acceptLoss: z.boolean().default(false),
      /** Whether to sign in with the new root token, so that the person can continue. */
      signIn: z.boolean(),
    }),
    output: z.object({}),
  }),
}
