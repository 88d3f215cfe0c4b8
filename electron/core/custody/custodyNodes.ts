/** Nodes that the person named for kept shares, and the consent for each. Pure; loaded when nodes are changed. */
import { type CustodyRules, listsOf } from './custodyRules.ts'
import { isBoundTo } from '../../storage/profiles/way.ts'

/** Returns the rules with these nodes for one way. A node that is removed needs consent again. */
export function withNodesOn(rules: CustodyRules, wayId: string, nodes: readonly string[]): CustodyRules {
  const others = listsOf(rules).filter(({ nodesFor }) => !isBoundTo(nodesFor, wayId))
  return {
    ...rules,
    nodes: [...nodes],
    nodesFor: wayId,
    otherNodes: others.filter((list) => list.nodes.length > 0),
    receivers: rules.receivers.filter(({ node, way }) => way !== wayId || nodes.includes(node)),
  }
}

/** Whether the person has consented to give kept shares to this node on this way. */
export const isReceiver = ({ receivers }: CustodyRules, node: string, wayId: string): boolean =>
  receivers.some((each) => each.node === node && each.way === wayId)

export const withReceiver = (rules: CustodyRules, node: string, wayId: string): CustodyRules => ({
  ...rules,
  receivers: [
    ...rules.receivers.filter((each) => each.node !== node || each.way !== wayId),
    // The consent that the question asks for: key shares and redirected requests.
    { node, way: wayId, at: new Date().toISOString(), redirects: true },
  ],
})
