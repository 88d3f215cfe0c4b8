/** Holds one open way to each server, opened on first use, and who is signed in there. */
import { Failure } from '../../contract/failure.ts'
import type { Profile } from '../../contract/connections.ts'
import type { Identity } from '../../contract/session.ts'
import { anonymousSession, authenticatedSession, type VaultSession } from '../../vault/session.ts'
import { tokenStillLives } from '../../vault/tokens.ts'
import { clusterOf } from '../../vault/status.ts'
import { type ClusterGuard, openTransport, type Transport, type TransportOptions } from '../../vault/transport.ts'
import type { ClusterMemory } from '../status/clusterMemory.ts'
import type { Credentials } from './credentials.ts'
import type { Events } from '../events.ts'
import type { CallContext } from '../handler.ts'
import { isBoundTo, type Way, wayOf } from '../../storage/profiles/way.ts'

export type KnownIdentity = Omit<Identity, 'remembered'>

interface SignedIn {
  readonly token: string
  /** The way to the server that issued it. */
  readonly way: Way
  identity: KnownIdentity
  /** Fires when the token expires. */
  readonly timer: NodeJS.Timeout | undefined
}

/** An open transport and the way that it takes; the connection may be given another way while this one is open. */
export interface OpenWay extends Way {
  readonly transport: Transport
}

/** Everything that is needed to reach a connection's server. */
export type ServerOptions = ReturnType<typeof transportOptions> & { readonly version: string }

export interface Servers {
  /** Returns the open way of a connection. */
  connection(profileId: string): Promise<OpenWay>
  /** Returns the options to open a separate way, which neither a lock nor a change of the connection closes. */
  optionsOf(profileId: string): Promise<ServerOptions>
  /**
   * The same with the guard of that way, but only for the way that the person is signed in on. Errors: `signed-out`.
   */
  authenticatedOptionsOf(profileId: string): Promise<ServerOptions & { readonly guard: ClusterGuard }>
  /** Returns the guard that keeps a connection's credentials from another cluster on the way with this identity. */
  guardOf(profileId: string, wayId: string): Required<ClusterGuard>
  /** Returns a session without a token; with `boundTo` only on the way of that binding. Errors: `rejected`. */
  anonymous(profileId: string, context: CallContext, boundTo?: string): Promise<VaultSession>
  /** Returns a session with the token of the signed-in person. Errors: `signed-out`, `token-expired`. */
  authenticated(profileId: string, context: CallContext): Promise<VaultSession>
  /** Returns the same session, and the transport that it uses. Errors: as `authenticated`. */
  authenticatedOn(
    profileId: string,
    context: CallContext,
  ): Promise<{ readonly session: VaultSession; readonly transport: Transport }>
  signedIn(profileId: string): KnownIdentity | null
  /** Returns the way that the person is signed in on. */
  signedInOn(profileId: string): Way | null
  /** Returns the way of the last sign-in in this run. */
  lastSignedInOn(profileId: string): Way | null
  /**
   * Takes a token that works on `way`, with what is known about it. Errors: `locked`; `canceled` if the way has
   * changed.
   */
  signIn(profileId: string, way: Way, token: string, identity: KnownIdentity): void
  /** Does nothing if `token` no longer belongs to the signed-in person. */
  updateIdentity(profileId: string, token: string, identity: KnownIdentity): void
  /** Drops the token from memory. */
  signOut(profileId: string): void
  /**
   * Returns the number of sign-outs from this server since the start. A kept token that was read before the latest one
   * is not used.
   */
  signOuts(profileId: string): number
  /** Returns the token itself, which stays in the core. */
  tokenOf(profileId: string): string | null
  /** Closes the way, because the connection was changed or removed. */
  reset(profileId: string): void
  /** Drops every token and closes every way. `leaseMs`: see `Transport.close`. */
  closeAll(leaseMs?: number): Promise<void>
}

export interface ServersDeps {
  /** Strongroom's version, for the servers' logs. */
  readonly version: string
  readonly profile: (profileId: string) => Promise<Profile>
  readonly credentials: Credentials
  readonly events: Events
  readonly isLocked: () => boolean
  readonly clusterMemory: Pick<ClusterMemory, 'compare' | 'isKnown' | 'refuseOther'>
  /** Returns the nodes that the person has confirmed on the way with this identity. */
  readonly confirmedNodes: (profileId: string, wayId: string) => Promise<readonly string[]>
  /** Called when a request failed because the cluster has no active node. */
  readonly onNoActiveNode: (profileId: string) => void
  /** Called whenever a person is no longer signed in, to forget what was read with their token. */
  readonly onEnd: (profileId: string) => void
}

// setTimeout takes a signed 32-bit number of milliseconds.
const longestTimer = 2 ** 31 - 1

export function createServers({
  version,
  profile,
  credentials,
  events,
  isLocked,
  clusterMemory,
  confirmedNodes,
  onNoActiveNode,
  onEnd,
}: ServersDeps): Servers {
  const ways = new Map<string, Promise<OpenWay>>()
  /** The identities of the ways in `ways` that are open. */
  const opened = new Map<string, string>()
  const people = new Map<string, SignedIn>()
  const last = new Map<string, Way>()

  const optionsOf = async (profileId: string): Promise<ServerOptions> => {
    const [facts, kept] = await Promise.all([profile(profileId), credentials.read(profileId)])
    return { ...transportOptions(facts, kept.clientKeyPem), version }
  }
  const guardOf: Servers['guardOf'] = (profileId, wayId) => ({
    isKnown: () => clusterMemory.isKnown(profileId, wayId),
    learn: async (health) => {
      const cluster = clusterOf(health)
      await clusterMemory.compare(profileId, wayId, { clusterId: cluster?.id, clusterName: cluster?.name }, false)
    },
    refuseOther: () => clusterMemory.refuseOther(profileId, wayId),
  })
  const open = async (profileId: string): Promise<OpenWay> => {
    const options = await optionsOf(profileId)
    const way = wayOf(options)
    // SECURITY: a token follows a redirect only to nodes that the person has confirmed (docs/security.md, "Redirects").
    const trustedHosts = () => confirmedNodes(profileId, way.id)
    return { ...way, transport: openTransport({ ...options, trustedHosts, guard: guardOf(profileId, way.id) }) }
  }
  const noticingFailover = (profileId: string, session: VaultSession): VaultSession => ({
    request: (request) =>
      session.request(request).catch((problem: unknown) => {
        if (problem instanceof Failure && problem.code === 'no-active-node') onNoActiveNode(profileId)
        throw problem
      }),
  })

  const way = (profileId: string): Promise<OpenWay> => {
    const known = ways.get(profileId)
    if (known !== undefined) return known
    const opening = open(profileId)
    ways.set(profileId, opening)
    opening.then(
      ({ id }) => {
        if (ways.get(profileId) === opening) opened.set(profileId, id)
      },
      () => {
        if (ways.get(profileId) === opening) ways.delete(profileId)
      },
    )
    return opening
  }

  const signOuts = new Map<string, number>()
  const end = (profileId: string): void => {
    const person = people.get(profileId)
    if (person === undefined) return
    clearTimeout(person.timer)
    people.delete(profileId)
    onEnd(profileId)
    events.emit({ type: 'session-changed', profileId })
  }

  const put = (profileId: string, way: Way, token: string, identity: KnownIdentity): void => {
    const before = people.get(profileId)
    // SECURITY: data that one person has read is not shown to the next one (docs/security.md, "Values").
    if (before !== undefined && before.token !== token) onEnd(profileId)
    clearTimeout(before?.timer)
    const left = identity.expiresAt === null ? Infinity : Date.parse(identity.expiresAt) - Date.now()
    const timer = left < longestTimer ? setTimeout(() => end(profileId), Math.max(0, left)).unref() : undefined
    people.set(profileId, { token, way, identity, timer })
    last.set(profileId, way)
    events.emit({ type: 'session-changed', profileId })
  }

  const authenticatedOn: Servers['authenticatedOn'] = async (profileId, context) => {
    const person = people.get(profileId)
    if (person === undefined) throw new Failure('signed-out', 'You are not signed in to this server.')
    const { transport, id } = await way(profileId)
    const endPerson = (): void => {
      if (people.get(profileId)?.token === person.token) end(profileId)
    }
    // SECURITY: a token is sent only on the way that it was given on (docs/security.md, "Tokens").
    if (id !== person.way.id) {
      endPerson()
      throw new Failure('signed-out', 'You are not signed in with the current settings of this connection.')
    }
    const session = authenticatedSession(context.act?.through(transport) ?? transport, person.token)
    const heard = noticingFailover(profileId, listening(session, context))
    return { session: noticingTheEnd(heard, session, endPerson), transport }
  }

  return {
    connection: way,
    optionsOf,

    authenticatedOptionsOf: async (profileId) => {
      const options = await optionsOf(profileId)
      const { id } = wayOf(options)
      // SECURITY: input of a person is sent only on the way that they are signed in on (docs/security.md, "Tokens").
      if (people.get(profileId)?.way.id !== id) {
        throw new Failure('signed-out', 'You are not signed in with the current settings of this connection.')
      }
      return { ...options, guard: guardOf(profileId, id) }
    },
    guardOf,

    anonymous: async (profileId, context, boundTo) => {
      const { transport, id } = await way(profileId)
      if (boundTo !== undefined && !isBoundTo(boundTo, id)) throw keptForAnotherWay()
      return noticingFailover(
        profileId,
        listening(anonymousSession(context.act?.through(transport) ?? transport), context),
      )
    },

    authenticated: async (profileId, context) => (await authenticatedOn(profileId, context)).session,
    authenticatedOn: authenticatedOn,

    signedIn: (profileId) => people.get(profileId)?.identity ?? null,
    signedInOn: (profileId) => people.get(profileId)?.way ?? null,
    lastSignedInOn: (profileId) => last.get(profileId) ?? null,
    signIn: (profileId, way, token, identity) => {
      // SECURITY: a sign-in in progress restores no token after the lock (docs/security.md, "The lock").
      if (isLocked()) throw new Failure('locked', 'Strongroom was locked in the meantime.')
      // SECURITY: a sign-in that began before the connection's way changed stores no token either
      // (docs/security.md, "Tokens").
      if (opened.get(profileId) !== way.id)
        throw new Failure('canceled', 'The connection was changed during the sign-in.')
      put(profileId, way, token, identity)
    },
    updateIdentity: (profileId, token, identity) => {
      const person = people.get(profileId)
      if (person?.token === token) put(profileId, person.way, token, identity)
    },
    signOut: (profileId) => {
      signOuts.set(profileId, (signOuts.get(profileId) ?? 0) + 1)
      end(profileId)
    },
    signOuts: (profileId) => signOuts.get(profileId) ?? 0,
    tokenOf: (profileId) => people.get(profileId)?.token ?? null,

    reset: (profileId) => {
      const closing = ways.get(profileId)
      ways.delete(profileId)
      opened.delete(profileId)
      // An act may still use the transport, or may even be the one that changes the connection, so nothing waits for
      // its end.
      void closing?.then(({ transport }) => transport.close()).catch(() => undefined)
    },

    closeAll: async (leaseMs) => {
      for (const profileId of people.keys()) end(profileId)
      const closing = [...ways.values()]
      ways.clear()
      opened.clear()
      await Promise.allSettled(closing.map(async (one) => (await one).transport.close(leaseMs)))
    },
  }
}

/** Returns the error for a token or key whose connection now takes another way. */
export const keptForAnotherWay = () =>
  new Failure(
    'rejected',
    'The credentials were stored for other connection settings: the address, namespace, TLS settings or proxy changed.',
  )

/** Returns the options to reach a connection's server. */
export function transportOptions(
  profile: Pick<
    Profile,
    'address' | 'namespace' | 'caPem' | 'clientCertPem' | 'tlsServerName' | 'skipVerify' | 'proxy'
  >,
  clientKeyPem: string | null,
) {
  const { address, namespace, caPem, clientCertPem, tlsServerName, skipVerify, proxy } = profile
  const options = { address, namespace, caPem, clientCertPem, clientKeyPem, tlsServerName, skipVerify, proxy }
  return options satisfies TransportOptions
}

/** Returns the same session. It is canceled with the call, and the person sees its warnings. */
export function listening(session: VaultSession, context: CallContext): VaultSession {
  return {
    request: async (request) => {
      const answer = await session.request({
        ...request,
        signal:
          request.signal === undefined || request.signal === context.signal
            ? context.signal
            : AbortSignal.any([request.signal, context.signal]),
      })
      context.warn(answer.warnings)
      return answer
    },
  }
}

/**
 * Returns the same session, but on 403 it looks up the token: it expired, or a capability is missing. `default`
 * policies allow the lookup; if the lookup is denied too, the error stays the 403.
 */
function noticingTheEnd(session: VaultSession, bare: VaultSession, onEnd: () => void): VaultSession {
  return {
    request: async (request) => {
      try {
        return await session.request(request)
      } catch (problem) {
        if (!(problem instanceof Failure)) throw problem
        if (problem.code !== 'permission-denied' && problem.code !== 'token-expired') throw problem
        if (problem.code === 'token-expired' || (await tokenStillLives(bare).catch(() => undefined)) === false) {
          onEnd()
          throw new Failure('token-expired', 'The token has expired.', { ...problem.error, retryable: false })
        }
        throw problem
      }
    },
  }
}
