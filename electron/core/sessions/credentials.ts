/**
 * What the core stores sealed for one connection: its token if the person asked for it, unseal key shares, and the
 * client key. Each connection has one sealed file (docs/security.md, "Custody").
 *
 * SECURITY: each secret is bound to the way that it was given on. The list of connections is not sealed, so a changed
 * address, CA or proxy in it must not redirect a secret (docs/security.md, "The way to a server").
 */
import { z } from 'zod'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import type { CustodyEpochs } from '../../storage/keychain/custodyEpochs.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { isBoundTo } from '../../storage/profiles/way.ts'

const When = z.string().nullable().default(null)

const Kept = z.object({
  version: z.literal(1),
  token: z.string().nullable(),
  /** The way that the token was given on: its identity, or the bare address in older versions. */
  tokenFor: z.string(),
  /** ISO 8601: when it was stored, and when it was last used. */
  tokenKeptAt: When,
  tokenUsedAt: When,
  /** Tokens that were stored on other ways before. */
  otherTokens: z.array(z.object({ token: z.string(), tokenFor: z.string(), keptAt: When, usedAt: When })).default([]),
  rootToken: z.string().nullable(),
  rootTokenKeptAt: When,
  rootTokenUsedAt: When,
  clientKeyPem: z.string().nullable(),
  /** Base64, as the CLI shows them; the index is 1-based, as the server counts. */
  shares: z.array(z.object({ index: z.number().int(), share: z.string(), keptAt: z.string(), usedAt: When })),
  /** The way to the server that the shares and the root token belong to; see `tokenFor`. */
  keysFor: z.string(),
  /**
   * The number of that server's shares, its threshold, and what the keys are for; null if an older version did not note
   * it.
   */
  keysOf: z
    .object({ shares: z.number().int(), threshold: z.number().int(), recovery: z.boolean() })
    .nullable()
    .default(null),
})
export type Kept = z.infer<typeof Kept>

const nothing: Kept = {
  version: 1,
  token: null,
  tokenFor: '',
  tokenKeptAt: null,
  tokenUsedAt: null,
  otherTokens: [],
  rootToken: null,
  rootTokenKeptAt: null,
  rootTokenUsedAt: null,
  clientKeyPem: null,
  shares: [],
  keysFor: '',
  keysOf: null,
}

export interface Credentials {
  /** Returns what is stored for a connection, or an empty record. Errors: `locked`, `file-unreadable`. */
  read(profileId: string): Promise<Kept>
  /** Changes it, one change after the other. Removes the file when it is empty. */
  change(profileId: string, change: (kept: Kept) => Kept): Promise<void>
  /** Notes that a stored credential was used just now. Never fails, because a failure does not matter to the caller. */
  noteUse(profileId: string, what: 'token' | 'root-token' | 'shares'): Promise<void>
  removeAll(profileId: string): Promise<void>
}

export function createCredentials(store: SealedStore, epochs: () => Promise<CustodyEpochs>): Credentials {
  const record = sealedRecord({
    store,
    kind: recordKinds.credentials,
    schema: Kept,
    empty: nothing,
    isEmpty: ({ token, otherTokens, rootToken, clientKeyPem, shares }) =>
      token === null && otherTokens.length === 0 && rootToken === null && clientKeyPem === null && shares.length === 0,
    unreadable: 'What is kept for this connection cannot be read.',
    writer: {
      write: async (name, next, kept) => (await epochs()).write(name, next, { kept, next }),
      remove: async (name) => (await epochs()).remove(name, nothing),
    },
  })
  const change: Credentials['change'] = async (profileId, apply) => {
    await record.change(profileId, (before) => withTimes(before, apply(before)))
  }

  return {
    read: record.read,
    change,
    noteUse: (profileId, what) => {
      const usedAt = new Date().toISOString()
      return change(profileId, (kept) => {
        if (what === 'token') return { ...kept, tokenUsedAt: usedAt }
        if (what === 'root-token') return { ...kept, rootTokenUsedAt: usedAt }
        return { ...kept, shares: kept.shares.map((share) => ({ ...share, usedAt })) }
      }).catch(() => undefined)
    },
    removeAll: record.remove,
  }
}

/** Returns what may be released on one way: its token, and the keys if they belong to it. */
export function keptOn(kept: Kept, wayId: string): Pick<Kept, 'token' | 'rootToken' | 'shares'> {
  const hasKeys = isBoundTo(kept.keysFor, wayId)
  return {
    token: isBoundTo(kept.tokenFor, wayId)
      ? kept.token
      : (kept.otherTokens.find(({ tokenFor }) => isBoundTo(tokenFor, wayId))?.token ?? null),
    rootToken: hasKeys ? kept.rootToken : null,
    shares: hasKeys ? kept.shares : [],
  }
}

/** Returns what is stored, with this token or none for one way. Tokens that were stored on other ways stay. */
export function withToken(kept: Kept, wayId: string, token: string | null): Kept {
  const isOther = (each: { readonly tokenFor: string }) => !isBoundTo(each.tokenFor, wayId)
  const { tokenFor, tokenKeptAt, tokenUsedAt } = kept
  const before = kept.token === null ? [] : [{ token: kept.token, tokenFor, keptAt: tokenKeptAt, usedAt: tokenUsedAt }]
  const [latest, ...others] = [...before, ...kept.otherTokens].filter(isOther)
  if (token !== null) {
    const otherTokens = latest === undefined ? [] : [latest, ...others]
    return { ...kept, token, tokenFor: wayId, otherTokens }
  }
  if (latest === undefined) return { ...kept, token: null, tokenFor: '', otherTokens: [] }
  return {
    ...kept,
    token: latest.token,
    tokenFor: latest.tokenFor,
    tokenKeptAt: latest.keptAt,
    tokenUsedAt: latest.usedAt,
    otherTokens: others,
  }
}

/** Sets the time of every token that is new in the file, regardless of which code wrote it. */
function withTimes(before: Kept, next: Kept): Kept {
  const now = new Date().toISOString()
  const times = (old: string | null, token: string | null, kept: string | null, used: string | null) =>
    token === old ? [kept, used] : [token === null ? null : now, null]
  const wasKept = before.otherTokens.some(({ token }) => token === next.token) ? next.token : before.token
  const [tokenKeptAt = null, tokenUsedAt = null] = times(wasKept, next.token, next.tokenKeptAt, next.tokenUsedAt)
  const [rootTokenKeptAt = null, rootTokenUsedAt = null] = times(
    before.rootToken,
    next.rootToken,
    next.rootTokenKeptAt,
    next.rootTokenUsedAt,
  )
  return { ...next, tokenKeptAt, tokenUsedAt, rootTokenKeptAt, rootTokenUsedAt }
}
