/**
 * The person's decisions for a connection's keys: how many shares can be stored on this computer, and which other nodes
 * can receive its shares. Sealed, because anyone who could add a node here would receive shares.
 */
import { z } from 'zod'
import { SharePolicy } from '../../contract/custody.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import type { CustodyEpochs } from '../../storage/keychain/custodyEpochs.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { isBoundTo } from '../../storage/profiles/way.ts'

/** The nodes of one way: its identity, or the bare address in older versions. */
const NodeList = z.object({ nodes: z.array(z.string()), nodesFor: z.string() })

const Rules = z.object({
  version: z.literal(1),
  /** Null: the default of the connection's stage. */
  sharePolicy: SharePolicy.nullable(),
  /** Addresses of nodes in addition to the connection's own, on the way that was set last. */
  ...NodeList.shape,
  /** The nodes of other ways. */
  otherNodes: z.array(NodeList).default([]),
  /**
   * Nodes that the person has confirmed, to receive kept shares and redirected requests, each on one way (its
   * identity).
   */
  receivers: z
    .array(
      z.object({
        node: z.string(),
        way: z.string(),
        at: z.string(),
        // An older version asked for consent to the shares only.
        redirects: z.boolean().default(false),
      }),
    )
    .default([]),
})
export type CustodyRules = z.infer<typeof Rules>

const none: CustodyRules = {
  version: 1,
  sharePolicy: null,
  nodes: [],
  nodesFor: '',
  otherNodes: [],
  receivers: [],
}

/** Returns the nodes that were named on one way. SECURITY: nodes of another way get no shares. */
export function nodesOn(rules: CustodyRules, wayId: string): readonly string[] {
  return listsOf(rules).find(({ nodesFor }) => isBoundTo(nodesFor, wayId))?.nodes ?? []
}

/**
 * Returns the nodes that the person has confirmed on one way for redirects.
 * SECURITY: only these get a token; consent to key shares does not count (docs/security.md, "Redirects").
 */
export const receiversOn = ({ receivers }: CustodyRules, wayId: string): readonly string[] =>
  receivers.filter(({ way, redirects }) => way === wayId && redirects).map(({ node }) => node)

export const listsOf = ({ nodes, nodesFor, otherNodes }: CustodyRules): readonly z.infer<typeof NodeList>[] => [
  { nodes, nodesFor },
  ...otherNodes,
]

export interface CustodyRulesOf {
  read(profileId: string): Promise<CustodyRules>
  /** Changes the rules, one change after the other. */
  change(profileId: string, change: (rules: CustodyRules) => CustodyRules): Promise<CustodyRules>
  removeAll(profileId: string): Promise<void>
}

export function createCustodyRules(store: SealedStore, epochs: () => Promise<CustodyEpochs>): CustodyRulesOf {
  const record = sealedRecord({
    store,
    kind: recordKinds.custodyRules,
    schema: Rules,
    empty: none,
    unreadable: 'What was decided for this connection cannot be read.',
    writer: {
      write: async (name, next, rules) => (await epochs()).write(name, next, { rules, next }),
      remove: async (name) => (await epochs()).remove(name, none),
    },
  })
  return { read: record.read, change: record.change, removeAll: record.remove }
}
