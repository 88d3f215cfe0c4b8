/** The secrets of each connection that this computer stores, and how many it can store. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { MountPath, ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { SavedFile } from './ceremony.ts'

/** `practice`: all shares can be stored here. `mine`: one, the person's own. `none`: none. */
export const SharePolicy = z.enum(['practice', 'mine', 'none'])
export type SharePolicy = z.infer<typeof SharePolicy>

/** A sealed file that is older than expected: of a connection, or the list with the expected age of each file. */
export const OldCopy = z.object({
  what: z.enum(['credentials', 'rules', 'ceremony', 'list']),
  /** Null for the list. The connection may have been removed. */
  profileId: ProfileId.nullable(),
})
export type OldCopy = z.infer<typeof OldCopy>

/** ISO 8601; null if it never happened, or an older version did not note it. */
const When = z.string().nullable()
const Held = z.object({ keptAt: When, usedAt: When })

export const HeldForConnection = z.object({
  profileId: ProfileId,
  token: Held.nullable(),
  rootToken: Held.nullable(),
  /** 1-based, as the server counts them. */
  shares: z.array(Held.extend({ index: z.number().int() })),
  /** The number of shares and the threshold; null if they were not noted. */
  of: z.object({ shares: z.number().int(), threshold: z.number().int(), recovery: z.boolean() }).nullable(),
  /** JWTs that a server presents to Kubernetes, each for a mount and the API server that it was given for. */
  reviewers: z.array(Held.extend({ mount: z.string(), host: z.string() })),
  clientKey: z.boolean(),
  /** An unfinished key ceremony, which contains every key. */
  ceremony: z.boolean(),
  sharePolicy: SharePolicy,
  /** Whether the person chose it. Otherwise it is the default of the connection's stage. */
  sharePolicyChosen: z.boolean(),
  /** Why the stored data could not be read; nothing was overwritten. */
  problem: z.string().optional(),
})
export type HeldForConnection = z.infer<typeof HeldForConnection>

export const HeldItem = z.union([
  z.literal('token'),
  z.literal('root-token'),
  z.number().int().min(1).max(limits.shares),
  /** The JWT of a mount of Kubernetes auth. */
  z.strictObject({ reviewer: MountPath }),
])
export type HeldItem = z.infer<typeof HeldItem>

/** A program, or files, of a kubeconfig that the person allowed. */
export const AllowedItem = z.object({
  id: z.uuid(),
  allowedAt: z.string(),
  kind: z.enum(['program', 'files']),
  /** The command in one line, or the paths of the files. */
  what: z.array(z.string()),
  /** The working folder of the program, or the kubeconfig. */
  place: z.string(),
  /** The API server that it is for. */
  destination: z.string(),
})
export type AllowedItem = z.infer<typeof AllowedItem>

/**
 * The proof that the person can open the store: the passphrase in the desktop shell, or none if the keychain is asked.
 * In the browser shell the person types the passphrase outside the page, and this field is ignored.
 */
const Fresh = { passphrase: z.string().max(limits.name).optional() }

/** The connection's name, typed as a confirmation that this computer may store enough shares to reach the threshold. */
const Acknowledged = { acknowledgedFor: z.string().max(limits.name).optional() }

/** The number of stored items of a connection on one way to its server; never a value. */
export const KeptCounts = z.object({
  token: z.boolean(),
  rootToken: z.boolean(),
  shares: z.number().int(),
  /** Further nodes of the cluster. */
  nodes: z.number().int(),
  reviewers: z.number().int(),
  drafts: z.number().int(),
  /** Earlier policy texts. */
  policies: z.number().int(),
  ceremony: z.boolean(),
  places: z.boolean(),
})
export type KeptCounts = z.infer<typeof KeptCounts>

/** A field of the way to a server. */
export const WayField = z.enum(['address', 'namespace', 'tlsServerName', 'ca', 'verification', 'proxy'])
export type WayField = z.infer<typeof WayField>

/** A way to a connection's server, other than the present one, with stored data. */
export const KeptWay = z.object({
  id: z.string(),
  /** The fields that differ from the present way, in the form that a person reads; empty if a field is not set. */
  changes: z.array(z.object({ field: WayField, from: z.string(), to: z.string() })),
  /** How much of the way was noted: an older version noted only the address, or nothing. */
  noted: z.enum(['all', 'address', 'nothing']),
  kept: KeptCounts,
})
export type KeptWay = z.infer<typeof KeptWay>

export const KeptWays = z.object({
  /** The identity of the connection's present way. */
  here: z.string(),
  others: z.array(KeptWay),
})
export type KeptWays = z.infer<typeof KeptWays>

const WayId = z.string().max(100)

export const custody = {
  /** Returns the stored items of every connection; never a value. */
  held: query({ input: z.strictObject({}), output: z.array(HeldForConnection) }),
  /** Errors: `confirmation-needed` if a production connection would store a threshold's worth. */
  setSharePolicy: mutation({
    input: z.strictObject({ profileId: ProfileId, sharePolicy: SharePolicy, ...Acknowledged }),
    output: z.object({}),
  }),
  /**
   * Stores one share that a person already has, in place of one with the same number. Errors: `invalid-input` when it
   * is not a share; `rejected` when the share policy has no room for it; `confirmation-needed`.
   */
  addShare: mutation({
    input: z.strictObject({
      profileId: ProfileId,
      share: z.string().min(1).max(limits.share),
      index: z.number().int().min(1).max(limits.shares),
      ...Acknowledged,
    }),
    output: z.object({}),
  }),
  remove: mutation({ input: z.strictObject({ profileId: ProfileId, item: HeldItem }), output: z.object({}) }),
  /** Returns the programs and files of kubeconfigs that were allowed. */
  allowed: query({ input: z.strictObject({}), output: z.array(AllowedItem) }),
  /** Revokes a permission, so that the next use asks again. */
  forgetAllowed: mutation({ input: z.strictObject({ id: z.uuid() }), output: z.object({}) }),
  /**
   * Removes the tokens, shares and reviewers' JWTs of every connection, and all permissions; connections, client keys
   * and unfinished ceremonies stay.
   */
  removeAll: mutation({ input: z.strictObject({}), output: z.object({}) }),
  /** Renames the unreadable files of a connection, so that it can be used again. Returns the new names of the files. */
  putAside: mutation({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ files: z.array(z.string()) }),
  }),
  /** Accepts sealed files that were replaced by older copies, and ends the warning about them. */
  acceptOldCopies: mutation({ input: z.strictObject({}), output: z.object({}) }),
  /**
   * Returns one value after the keychain or the passphrase has confirmed access again. Errors: `keychain-refused`,
   * `passphrase-wrong`.
   */
  reveal: mutation({
    input: z.strictObject({ profileId: ProfileId, item: HeldItem, ...Fresh }),
    output: z.object({ value: z.string() }),
  }),
  /** Returns what is stored for a connection on other ways to its server (address, namespace, TLS settings, proxy). */
  waysOf: query({ input: z.strictObject({ profileId: ProfileId }), output: KeptWays }),
  /**
   * Binds the stored data of one of these ways to the present one, after the person's consent. Errors: `rejected` when
   * the present way is not `to`; `not-found` when nothing is stored there; `consent-refused`.
   */
  moveToWay: mutation({
    input: z.strictObject({ profileId: ProfileId, from: WayId, to: WayId }),
    output: z.object({}),
  }),
  /** Saves the shares and the root token of a connection as `cluster-keys.json`, under the same condition. */
  exportKeys: mutation({ input: z.strictObject({ profileId: ProfileId, ...Fresh }), output: SavedFile }),
}
