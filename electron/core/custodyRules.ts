/**
 * What the person has decided for a connection about its keys: how many shares may rest on this computer, and which
 * other nodes its shares may be given to. Sealed, because whoever could write a node here would be given shares.
 */
import { z } from 'zod'
import { SharePolicy } from '../contract/custody.ts'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import { createTurns } from './turns.ts'

const Rules = z.object({
  version: z.literal(1),
  /** Null: as it is by the connection's stage. */
  sharePolicy: SharePolicy.nullable(),
  /** Addresses of nodes beside the connection's own. */
  nodes: z.array(z.string()),
  /** The connection's address that they belong to; with another one they are forgotten. */
  nodesFor: z.string(),
})
export type CustodyRules = z.infer<typeof Rules>

const none: CustodyRules = { version: 1, sharePolicy: null, nodes: [], nodesFor: '' }

export interface CustodyRulesOf {
  read(profileId: string): Promise<CustodyRules>
  change(profileId: string, change: Partial<Omit<CustodyRules, 'version'>>): Promise<CustodyRules>
  removeAll(profileId: string): Promise<void>
}

export const custodyRulesPrefix = 'rules:'
/** The name of its entry in the sealed store. */
export const custodyRulesName = (profileId: string) => `${custodyRulesPrefix}${profileId}`

export function createCustodyRules(store: SealedStore): CustodyRulesOf {
  const { inTurn } = createTurns()
  const read = async (profileId: string): Promise<CustodyRules> => {
    const text = await store.read(custodyRulesName(profileId))
    if (text === null) return none
    try {
      return Rules.parse(JSON.parse(text))
    } catch {
      throw new Failure('file-unreadable', 'What was decided for this connection cannot be read.')
    }
  }
  return {
    read,
    change: (profileId, change) =>
      inTurn(profileId, async () => {
        const next = { ...(await read(profileId)), ...change }
        await store.write(custodyRulesName(profileId), JSON.stringify(next))
        return next
      }),
    removeAll: (profileId) => store.remove(custodyRulesName(profileId)),
  }
}
