import { setTimeout } from 'node:timers/promises'
import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { NodeStatus, ShareSource } from '../../contract/seal.ts'
import { sealServer, stepDown } from '../../vault/cluster.ts'
import { createClusterLook, type ClusterLook } from '../../vault/clusterHealth.ts'
import { readSealStatus } from '../../vault/status.ts'
import { normalizeShare, resetUnseal } from '../../vault/unseal.ts'
import { readKeyFile } from '../../core/ceremonies/readKeyFile.ts'
import { isReceiver, withNodesOn, withReceiver } from '../../core/custody/custodyNodes.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { findNodes, giveShares, lookAt, onSealedNodes, type OpenNode, withNodes } from './nodes.ts'
import { nodesOn } from '../../core/custody/custodyRules.ts'
import { keptForAnotherWay } from '../../core/sessions/servers.ts'
import type { Services } from '../../core/services.ts'
import { bindingOf } from '../../core/ceremonies/storedCeremony.ts'
import { isBoundTo, type Way, wayOf } from '../../storage/profiles/way.ts'

/** Milliseconds between two polls of all nodes: while at least one has a problem, and while all work. */
const restlessMs = 1_500
const calmMs = 5_000

/** A server's seal, and the nodes of its cluster. */
export function sealHandlers(services: Services) {
  const {
    servers,
    profiles,
    credentials,
    custodyRules,
    ceremonies,
    consent,
    statusPoller,
    ways,
    events,
    joiningNodes,
  } = services

  /** Returns the shares of a source, and what they are bound to if they are stored here. */
  async function sharesOf(
    profileId: string,
    source: z.output<typeof ShareSource>,
  ): Promise<{ readonly shares: readonly string[]; readonly keysFor: string | null }> {
    if (source.by === 'share') return { shares: [normalizeShare(source.share)], keysFor: null }
    if (source.by === 'file') {
      return { shares: (await readKeyFile(source.content)).list, keysFor: null }
    }
    if (source.by === 'kept') {
      const kept = await credentials.read(profileId)
      return { shares: kept.shares.map(({ share }) => share), keysFor: kept.keysFor }
    }
    const ceremony = await ceremonies.open(source.ceremonyId)
    if (ceremony.profileId !== profileId) throw new Failure('not-found', 'This key ceremony is of another connection.')
    if (ceremony.received !== null) {
      throw new Failure('unsupported', 'The answer of the server was not recognized as new keys.')
    }
    if (ceremony.pgpShares.length > 0) {
      throw new Failure('unsupported', 'These shares are encrypted for other people: only they can give them.')
    }
    return { shares: ceremony.keysBase64.filter((share) => share !== ''), keysFor: bindingOf(ceremony) }
  }

  /**
   * Asks for consent once for each node before it receives the first stored share. Returns the nodes that were refused.
   * SECURITY: a page can name a node, but only the person can give it stored shares (docs/security.md, "Custody").
   */
  async function refusedNodes(
    profileId: string,
    nodes: readonly OpenNode[],
    way: Way,
    context: CallContext,
  ): Promise<Map<string, Failure>> {
    const refused = new Map<string, Failure>()
    const [{ name, address }, rules] = await Promise.all([profiles.get(profileId), custodyRules.read(profileId)])
    for (const { own, address: node, session } of nodes) {
      if (own || isReceiver(rules, node, way.id)) continue
      // No question for a node that would not receive a share.
      const seal = await readSealStatus(session, context.signal).catch(() => null)
      if (seal?.sealed === false) {
        // SECURITY: its next answer could differ, so it gets no shares (docs/security.md, "Custody").
        refused.set(
          node,
          new Failure('consent-refused', 'The node was unsealed, so nobody was asked about it. Try again.'),
        )
        continue
      }
      try {
        await consent.require({ kind: 'add-node', connection: name, address, node }, context)
        await custodyRules.change(profileId, (now) => withReceiver(now, node, way.id))
      } catch (problem) {
        if (!(problem instanceof Failure) || problem.code !== 'consent-refused') throw problem
        refused.set(node, problem)
      }
    }
    return refused
  }

  const noteUse = async (profileId: string): Promise<void> => {
    await credentials.noteUse(profileId, 'shares')
    events.emit({ type: 'custody-changed' })
  }

  return {
    watchNodes: ({ profileId }, context) => watchNodes(services, profileId, context),

    findNodes: async ({ profileId }, context) => {
      const session = await servers.authenticated(profileId, context)
      return findNodes(session, (await profiles.get(profileId)).address)
    },

    setNodes: async ({ profileId, addresses }) => {
      const profile = await profiles.get(profileId)
      const way = wayOf(profile)
      const nodes = [...new Set(addresses)].filter((each) => each !== profile.address)
      await ways.note(profileId, way)
      await custodyRules.change(profileId, (rules) => withNodesOn(rules, way.id, nodes))
      return {}
    },

    confirmNode: async ({ profileId, address }, context) => {
      const profile = await profiles.get(profileId)
      const way = wayOf(profile)
      const node = new URL(address).origin
      await consent.require({ kind: 'add-node', connection: profile.name, address: profile.address, node }, context)
      await ways.note(profileId, way)
      await custodyRules.change(profileId, (rules) => {
        const nodes = new Set([...nodesOn(rules, way.id), node])
        nodes.delete(profile.address)
        return withReceiver(withNodesOn(rules, way.id, [...nodes]), node, way.id)
      })
      return {}
    },

    readKeyFile: async ({ content }) => {
      const { kind, shares, repeated, tidied } = await readKeyFile(content)
      return { kind, shares, repeated, tidied }
    },

    unsealNodes: async ({ profileId, source, migrate }, context) => {
      const { signal } = context
      const { shares, keysFor } = await sharesOf(profileId, source)
      if (shares.length === 0) throw new Failure('not-found', 'There are no shares to give.')
      const outcomes = await withNodes(services, profileId, async (nodes, way) => {
        // SECURITY: stored shares go only to the cluster that they were given for (docs/security.md, "Custody").
        if (keysFor !== null && !isBoundTo(keysFor, way.id)) throw keptForAnotherWay()
        const refused =
          keysFor === null ? new Map<string, Failure>() : await refusedNodes(profileId, nodes, way, context)
        // The call finishes even if the page closes, so that no node gets only some of the shares.
        context.act?.begin()
        return onSealedNodes(nodes, async (session, { address, own }) => {
          const refusal = refused.get(address)
          if (refusal !== undefined) throw refusal
          const progress = await giveShares(session, shares, { migrate, signal })
          joiningNodes.note(own ? { profileId } : { profileId, address }, progress)
          return progress
        })
      })
      if (source.by === 'kept') await noteUse(profileId)
      statusPoller.nudge(profileId)
      return outcomes
    },

    resetNodes: async ({ profileId }, { signal }) => {
      const outcomes = await withNodes(services, profileId, (nodes) =>
        onSealedNodes(nodes, async (session, { address, own }) => {
          const progress = await resetUnseal(session, signal)
          joiningNodes.forget(own ? { profileId } : { profileId, address })
          return progress
        }),
      )
      statusPoller.nudge(profileId)
      return outcomes
    },

    seal: async ({ profileId, confirm }, context) => {
      const { stage, name } = await profiles.get(profileId)
      if (stage === 'production' && confirm !== name) {
        throw new Failure('confirmation-needed', 'Sealing stops everything that depends on this server.')
      }
      await sealServer(await servers.authenticated(profileId, context))
      statusPoller.nudge(profileId)
      return {}
    },

    stepDown: async ({ profileId }, context) => {
      await stepDown(await servers.authenticated(profileId, context))
      statusPoller.nudge(profileId)
      return {}
    },
  } satisfies Partial<Handlers<'server'>>
}

/** Polls all nodes until `signal` aborts or the app is locked; yields when something has changed. */
async function* watchNodes(
  services: Services,
  profileId: string,
  { signal }: CallContext,
): AsyncGenerator<NodeStatus[], Record<string, never>, void> {
  let before = ''
  const looks = new Map<string, ClusterLook>()
  const lookOf = (address: string): ClusterLook => {
    const known = looks.get(address) ?? createClusterLook()
    looks.set(address, known)
    return known
  }
  while (!signal.aborted) {
    if (services.store.locked) throw new Failure('locked', 'Strongroom is locked.')
    const nodes = await withNodes(services, profileId, (open) =>
      Promise.all(
        open.map(async (node: OpenNode) => {
          const seen = await lookAt(node, lookOf(node.address), signal)
          const at = node.own ? { profileId } : { profileId, address: node.address }
          return { ...seen, status: { ...seen.status, ...services.joiningNodes.fieldsFor(at, seen.status) } }
        }),
      ),
    )
    const now = JSON.stringify(nodes.map(({ address, status }) => [address, { ...status, at: '', latency: 0 }]))
    if (now !== before) yield nodes
    before = now
    const isCalm = nodes.every(({ status }) => status.reachable && status.clusterHealth === 'well')
    await setTimeout(isCalm ? calmMs : restlessMs, undefined, { signal }).catch(() => undefined)
  }
  return {}
}
