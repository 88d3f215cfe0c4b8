/** What this computer holds of each connection's secrets, and how much it may hold. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { MountPath, ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { SavedFile } from './ceremony.ts'

/** `practice`: all shares may rest here. `mine`: one, the person's own. `none`: none. */
export const SharePolicy = z.enum(['practice', 'mine', 'none'])
export type SharePolicy = z.infer<typeof SharePolicy>

/** A sealed file that is older than it should be: of a connection, or the list that knows how old each file may be. */
export const OldCopy = z.object({
  what: z.enum(['credentials', 'rules', 'ceremony', 'list']),
  /** Null for the list. The connection may have been removed. */
  profileId: ProfileId.nullable(),
})
export type OldCopy = z.infer<typeof OldCopy>

/** ISO 8601; null where an older version did not note it, or it never happened. */
const When = z.string().nullable()
const Held = z.object({ keptAt: When, usedAt: When })

export const HeldForConnection = z.object({
  profileId: ProfileId,
  token: Held.nullable(),
  rootToken: Held.nullable(),
  /** 1-based, as the server counts them. */
  shares: z.array(Held.extend({ index: z.number().int() })),
  /** How many shares there are and how many are needed; null where that was not noted. */
  of: z.object({ shares: z.number().int(), threshold: z.number().int(), recovery: z.boolean() }).nullable(),
  /** JWTs with which a server asks Kubernetes, each for a mount and the API server that it was given for. */
  reviewers: z.array(Held.extend({ mount: z.string(), host: z.string() })),
  clientKey: z.boolean(),
  /** An unfinished key ceremony, which holds every key. */
  ceremony: z.boolean(),
  sharePolicy: SharePolicy,
  /** Did the person choose it, or is it so by the connection's stage? */
  sharePolicyChosen: z.boolean(),
  /** Why what is kept could not be read; nothing was overwritten. */
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
  /** The folder that the program starts in, or the kubeconfig. */
  place: z.string(),
  /** The API server that it is for. */
  destination: z.string(),
})
export type AllowedItem = z.infer<typeof AllowedItem>

/**
 * What opens the store again: the passphrase in the desktop shell, or nothing where the keychain is asked. In the browser
 * shell the person types the passphrase outside the page, and this field is ignored.
 */
const Fresh = { passphrase: z.string().max(limits.name).optional() }

/** The connection's name, typed as a confirmation that this computer may store enough shares to reach the threshold. */
const Acknowledged = { acknowledgedFor: z.string().max(limits.name).optional() }

/** What is kept for a connection on one way to its server; never a value. */
export const KeptCounts = z.object({
  token: z.boolean(),
  rootToken: z.boolean(),
  shares: z.number().int(),
  /** Further nodes of the cluster. */
  nodes: z.number().int(),
  reviewers: z.number().int(),
  drafts: z.number().int(),
  /** Earlier texts of policies. */
  policies: z.number().int(),
  ceremony: z.boolean(),
  places: z.boolean(),
})
export type KeptCounts = z.infer<typeof KeptCounts>

/** A field of the way to a server. */
export const WayField = z.enum(['address', 'namespace', 'tlsServerName', 'ca', 'verification', 'proxy'])
export type WayField = z.infer<typeof WayField>

/** A way to a connection's server other than the present one, for which something is kept. */
export const KeptWay = z.object({
  id: z.string(),
  /** The fields that differ from the present way, as a person reads them; empty when one is not set. */
  changes: z.array(z.object({ field: WayField, from: z.string(), to: z.string() })),
  /** How much was noted of the way: an older version noted the address or nothing. */
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
  /** For every connection; never a value. */
  held: query({ input: z.strictObject({}), output: z.array(HeldForConnection) }),
  /** Errors: `confirmation-needed` where a production connection is to keep a threshold's worth. */
  setSharePolicy: mutation({
    input: z.strictObject({ profileId: ProfileId, sharePolicy: SharePolicy, ...Acknowledged }),
    output: z.object({}),
  }),
  /**
   * Keeps one share that a person has from elsewhere; one of the same number is replaced. Errors: `invalid-input` when it
   * is no share; `rejected` when the share policy has no room for it; `confirmation-needed`.
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
  /** Programs and files of kubeconfigs that were allowed. */
  allowed: query({ input: z.strictObject({}), output: z.array(AllowedItem) }),
  /** The next use asks again. */
  forgetAllowed: mutation({ input: z.strictObject({ id: z.uuid() }), output: z.object({}) }),
  /** Tokens, shares, reviewers' JWTs of every connection, and what was allowed; connections, client keys and unfinished ceremonies stay. */
  removeAll: mutation({ input: z.strictObject({}), output: z.object({}) }),
  /** Renames what of a connection cannot be read, so that it can be used again. Answers the new names of the files. */
  putAside: mutation({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ files: z.array(z.string()) }),
  }),
  /** Accepts sealed files that were replaced by older copies: there is no warning about them any more. */
  acceptOldCopies: mutation({ input: z.strictObject({}), output: z.object({}) }),
  /**
   * Returns one value after the keychain or the passphrase has confirmed access again. Errors: `keychain-refused`,
   * `passphrase-wrong`.
   */
  reveal: mutation({
    input: z.strictObject({ profileId: ProfileId, item: HeldItem, ...Fresh }),
    output: z.object({ value: z.string() }),
  }),
  /** What is kept for a connection on other ways to its server (address, namespace, TLS settings, proxy). */
  waysOf: query({ input: z.strictObject({ profileId: ProfileId }), output: KeptWays }),
  /**
   * Binds what is kept on one of these ways to the present one, after the person's consent. Errors: `rejected` when the
   * present way is not `to`; `not-found` when nothing is kept there; `consent-refused`.
   */
  moveToWay: mutation({
    input: z.strictObject({ profileId: ProfileId, from: WayId, to: WayId }),
    output: z.object({}),
  }),
  /** The shares and the root token of a connection as `cluster-keys.json`, under the same condition. */
  exportKeys: mutation({ input: z.strictObject({ profileId: ProfileId, ...Fresh }), output: SavedFile }),
}
