/** Whether a change of custody removes or replaces something. Pure. */
import type { SharePolicy } from '../../contract/custody.ts'

interface KeptItems {
  readonly token: string | null
  readonly tokenFor: string
  readonly otherTokens: readonly { readonly token: string; readonly tokenFor: string }[]
  readonly rootToken: string | null
  readonly clientKeyPem: string | null
  readonly shares: readonly { readonly index: number; readonly share: string }[]
  readonly keysFor: string
}
interface NodesOfWay {
  readonly nodes: readonly string[]
  readonly nodesFor: string
}
interface RuleItems extends NodesOfWay {
  readonly sharePolicy: SharePolicy | null
  readonly otherNodes: readonly NodesOfWay[]
  readonly receivers: readonly { readonly node: string; readonly way: string }[]
}

/** A sealed file's content before and after; or that it is new. */
export type CustodyChange =
  | 'new-item'
  | { readonly kept: KeptItems; readonly next: KeptItems }
  | { readonly rules: RuleItems; readonly next: RuleItems }

const roomOf = { practice: 2, mine: 1, none: 0 } as const

/** Whether an item, a node or room for shares has been removed, or is bound to another way. */
export function shrinks(change: CustodyChange): boolean {
  if (change === 'new-item') return false
  if ('kept' in change) return misses(keptItems(change.kept), keptItems(change.next))
  const [old, now] = [change.rules.sharePolicy, change.next.sharePolicy]
  // The room of a policy by the connection's stage is not known here.
  if (old !== now && (old === null || now === null || roomOf[now] < roomOf[old])) return true
  return misses(ruleItems(change.rules), ruleItems(change.next))
}

function misses(before: readonly string[], next: readonly string[]): boolean {
  const now = new Set(next)
  return before.some((item) => !now.has(item))
}

function keptItems({ token, tokenFor, otherTokens, rootToken, clientKeyPem, shares, keysFor }: KeptItems): string[] {
  return [
    ...[{ token, tokenFor }, ...otherTokens].map((each) => [each.token, 'token', each.tokenFor]),
    [rootToken, 'root-token', keysFor],
    [clientKeyPem, 'client-key', ''],
    ...shares.map(({ index, share }) => [share, `share ${index}`, keysFor]),
  ].flatMap((item) => (item[0] === null ? [] : [item.join('\0')]))
}

function ruleItems({ nodes, nodesFor, otherNodes, receivers }: RuleItems): string[] {
  return [
    ...[{ nodes, nodesFor }, ...otherNodes].flatMap((list) =>
      list.nodes.map((node) => `node\0${node}\0${list.nodesFor}`),
    ),
    ...receivers.map(({ node, way }) => `receiver\0${node}\0${way}`),
  ]
}
