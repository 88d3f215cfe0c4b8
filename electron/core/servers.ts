/** One way to each server, opened when it is first needed, and who is signed in there. */
import { Failure } from '../contract/failure.ts'
import type { Profile } from '../contract/connections.ts'
import type { Identity } from '../contract/session.ts'
import { asNobody, asPerson, type VaultSession } from '../vault/session.ts'
import { tokenStillLives } from '../vault/tokens.ts'
import { openTransport, type Transport, type TransportOptions } from '../vault/transport.ts'
import type { Credentials } from './credentials.ts'
import type { Events } from './events.ts'
import type { CallContext } from './handler.ts'

export type KnownIdentity = Omit<Identity, 'remembered'>

interface SignedIn {
  readonly token: string
  /** The address of the server that gave it. */
  readonly address: string
  identity: KnownIdentity
  /** Fires when the token's time is over. */
  readonly timer: NodeJS.Timeout | null
}

/** An open transport, and the address that it was opened to: a connection may be given another one meanwhile. */
export interface Way {
  readonly transport: Transport
  readonly address: string
}

/** All that it takes to reach a connection's server. */
export type ServerOptions = ReturnType<typeof transportOptions> & { readonly version: string }

export interface Servers {
  /** The open way of a connection. */
  way(profileId: string): Promise<Way>
  /** How to open a way of one's own, which neither a lock nor a change of the connection closes. */
  optionsOf(profileId: string): Promise<ServerOptions>
  /** A way in without a token; with `onlyAt` to that address alone. Errors: `rejected`. */
  nobody(profileId: string, context: CallContext, onlyAt?: string): Promise<VaultSession>
  /** A way in as the person signed in. Errors: `signed-out`, `token-expired`. */
  person(profileId: string, context: CallContext): Promise<VaultSession>
  signedIn(profileId: string): KnownIdentity | null
  /** Takes a token that works at `address`, with what is known about it. Errors: `locked`. */
  signIn(profileId: string, address: string, token: string, identity: KnownIdentity): void
  /** Does nothing if `token` is no longer the one of the person signed in. */
  updateIdentity(profileId: string, token: string, identity: KnownIdentity): void
  /** Drops the token from memory. */
  signOut(profileId: string): void
  /** The token itself; it stays in the core. */
  tokenOf(profileId: string): string | null
  /** Closes the way, because the connection changed or went. */
  reset(profileId: string): Promise<void>
  /** Drops every token and closes every way. */
  closeAll(): Promise<void>
}

export interface ServersDeps {
  /** Strongroom's version, for the servers' logs. */
  readonly version: string
  readonly profile: (profileId: string) => Promise<Profile>
  readonly credentials: Credentials
  readonly events: Events
  readonly isLocked: () => boolean
  /** Called whenever a person is no longer signed in, to forget what was read as that person. */
  readonly onEnd: (profileId: string) => void
}

// setTimeout takes a signed 32-bit number of milliseconds.
const longestTimer = 2 ** 31 - 1

export function createServers({ version, profile, credentials, events, isLocked, onEnd }: ServersDeps): Servers {
  const ways = new Map<string, Promise<Way>>()
  const people = new Map<string, SignedIn>()

  const optionsOf = async (profileId: string): Promise<ServerOptions> => {
    const [facts, kept] = await Promise.all([profile(profileId), credentials.read(profileId)])
    return { ...transportOptions(facts, kept.clientKeyPem), version }
  }
  const open = async (profileId: string): Promise<Way> => {
    const options = await optionsOf(profileId)
    return { transport: openTransport(options), address: options.address }
  }

  const way = (profileId: string): Promise<Way> => {
    const known = ways.get(profileId)
    if (known !== undefined) return known
    const opening = open(profileId)
    ways.set(profileId, opening)
    opening.catch(() => {
      if (ways.get(profileId) === opening) ways.delete(profileId)
    })
    return opening
  }

  const end = (profileId: string): void => {
    const person = people.get(profileId)
    if (person === undefined) return
    if (person.timer !== null) clearTimeout(person.timer)
    people.delete(profileId)
    onEnd(profileId)
    events.emit({ type: 'session-changed', profileId })
  }

  const put = (profileId: string, address: string, token: string, identity: KnownIdentity): void => {
    const before = people.get(profileId)
    // SECURITY: what one person has read is not shown to the next one (docs/security.md, "Values").
    if (before !== undefined && before.token !== token) onEnd(profileId)
    if (before !== undefined && before.timer !== null) clearTimeout(before.timer)
    const left = identity.expiresAt === null ? Infinity : Date.parse(identity.expiresAt) - Date.now()
    const timer = left < longestTimer ? setTimeout(() => end(profileId), Math.max(0, left)) : null
    timer?.unref()
    people.set(profileId, { token, address, identity, timer })
    events.emit({ type: 'session-changed', profileId })
  }

  return {
    way,
    optionsOf,

    nobody: async (profileId, context, onlyAt) => {
      const { transport, address } = await way(profileId)
      if (onlyAt !== undefined && onlyAt !== address) throw givenForAnother(onlyAt)
      return listening(asNobody(transport), context)
    },

    person: async (profileId, context) => {
      const person = people.get(profileId)
      if (person === undefined) throw new Failure('signed-out', 'Nobody is signed in to this server.')
      const { transport, address } = await way(profileId)
      // SECURITY: a token goes only to the server that it was given for (docs/security.md, "Tokens").
      if (address !== person.address) throw new Failure('signed-out', 'Nobody is signed in at this address.')
      const session = asPerson(transport, person.token)
      return noticingTheEnd(listening(session, context), session, () => {
        if (people.get(profileId)?.token === person.token) end(profileId)
      })
    },

    signedIn: (profileId) => people.get(profileId)?.identity ?? null,
    signIn: (profileId, address, token, identity) => {
      // SECURITY: a sign-in that was under way brings no token back after the lock (docs/security.md, "The lock").
      if (isLocked()) throw new Failure('locked', 'Strongroom was locked in the meantime.')
      put(profileId, address, token, identity)
    },
    updateIdentity: (profileId, token, identity) => {
      const person = people.get(profileId)
      if (person?.token === token) put(profileId, person.address, token, identity)
    },
    signOut: end,
    tokenOf: (profileId) => people.get(profileId)?.token ?? null,

    reset: async (profileId) => {
      const opened = ways.get(profileId)
      ways.delete(profileId)
      await opened?.then(({ transport }) => transport.close()).catch(() => undefined)
    },

    closeAll: async () => {
      for (const profileId of people.keys()) end(profileId)
      const opened = [...ways.values()]
      ways.clear()
      await Promise.allSettled(opened.map(async (one) => (await one).transport.close()))
    },
  }
}

/** What to say of a token or key whose connection has another address now. */
export const givenForAnother = (address: string) =>
  new Failure('rejected', `What is kept belongs to the server at ${address}, not to this one.`)

/** How to reach a connection's server. */
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

/** The same session, cancelled with the call, its warnings handed to the person. */
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
 * The same session, but a 403 is looked into: it may stand for a dead token and for a missing right alike, so the token
 * is asked about itself. `default` policies allow that; where even that is denied the answer stays
 * what it was.
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
          throw new Failure('token-expired', 'The token has ended.', { ...problem.error, retryable: false })
        }
        throw problem
      }
    },
  }
}
