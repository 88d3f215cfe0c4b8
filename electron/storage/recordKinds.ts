/** All kinds of entries in the sealed store. A new kind is one line here; `sealedRecord.ts` reads and writes it. */

export interface RecordKind {
  /**
   * The prefix of the names of its entries; the ID of a connection follows. For an entry that exists once, the whole
   * name.
   */
  readonly prefix: string
  /**
   * Without a keychain or a passphrase, entries are only in memory, and an unlock needs no proof. A lock then drops
   * entries that can be entered again, and only hides those that would be lost.
   */
  readonly survivesLock: boolean
}

export const recordKinds = {
  /** Tokens, client keys and key shares. */
  credentials: { prefix: 'profile:', survivesLock: false },
  custodyRules: { prefix: 'rules:', survivesLock: true },
  ceremonies: { prefix: 'ceremony:', survivesLock: true },
  /** The keys that ceremonies are sealed under, if the keychain does not hold them. */
  ceremonyKeys: { prefix: 'ceremony-key:', survivesLock: true },
  keptReviewers: { prefix: 'reviewers:', survivesLock: false },
  ways: { prefix: 'ways:', survivesLock: true },
  clusters: { prefix: 'cluster:', survivesLock: false },
  practiceConnection: { prefix: 'practice-connection', survivesLock: true },
  allowedNeeds: { prefix: 'allowed', survivesLock: false },
  fingerprintKey: { prefix: 'fingerprint-key', survivesLock: true },
  drafts: { prefix: 'drafts:', survivesLock: true },
  draftJournals: { prefix: 'draft-journal:', survivesLock: true },
  places: { prefix: 'places:', survivesLock: true },
  earlierPolicies: { prefix: 'policies:', survivesLock: true },
} as const satisfies Readonly<Record<string, RecordKind>>

const surviving = Object.values(recordKinds).filter((kind) => kind.survivesLock)

/** Whether a lock must not drop the entry of this name while it is only in memory. */
export const survivesLock = (name: string): boolean => surviving.some(({ prefix }) => name.startsWith(prefix))

/** Returns the name of the entry of one connection. */
export const entryName = (kind: RecordKind, profileId: string): string => kind.prefix + profileId
