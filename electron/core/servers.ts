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
  identity: KnownIdentity
  /** Fires when the token's time is over. */
  readonly timer: NodeJS.Timeout | null
}

export interface Servers {
  /** The open transport of a connection. */
  transport(profileId: string): Promise<Transport>
  /** A way in without a token. */
  nobody(profileId: string, context: CallContext): Promise<VaultSession>
  /** A way in as the person signed in. Errors: `signed-out`, `token-expired`. */
  person(profileId: string, context: CallContext): Promise<VaultSession>
  signedIn(profileId: string): KnownIdentity | null
  /** Takes a token that works, with what is known about it. */
  signIn(profileId: string, token: string, identity: KnownIdentity): void
  updateIdentity(profileId: string, identity: KnownIdentity): void
  /** Drops the token from memory. */
  signOut(profileId: string): void
  /** The token itself, for the sealed store alone. */
  tokenToKeep(profileId: string): string | null
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
  /** Called whenever a person is no longer signed in, to forget what was read as that person. */
  readonly onEnd: (profileId: string) => void
}

// setTimeout takes a signed 32-bit number of milliseconds.
const longestTimer = 2 ** 31 - 1

export function createServers({ version, profile, credentials, events, onEnd }: ServersDeps): Servers {
  const transports = new Map<string, Promise<Transport>>()
  const people = new Map<string, SignedIn>()

  const open = async (profileId: string): Promise<Transport> => {
    const [facts, kept] = await Promise.all([profile(profileId), credentials.read(profileId)])
    return openTransport({ ...transportOptions(facts, kept.clientKeyPem), version })
  }

  const transport = (profileId: string): Promise<Transport> => {
    const known = transports.get(profileId)
    if (known !== undefined) return known
    const opening = open(profileId)
    transports.set(profileId, opening)
    opening.catch(() => transports.delete(profileId))
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

  const put = (profileId: string, token: string, identity: KnownIdentity): void => {
    const before = people.get(profileId)
    if (before !== undefined && before.timer !== null) clearTimeout(before.timer)
    const left = identity.expiresAt === null ? Infinity : Date.parse(identity.expiresAt) - Date.now()
    const timer = left < longestTimer ? setTimeout(() => end(profileId), Math.max(0, left)) : null
    timer?.unref()
    people.set(profileId, { token, identity, timer })
    events.emit({ type: 'session-changed', profileId })
  }

  return {
    transport,

    nobody: async (profileId, context) => listening(asNobody(await transport(profileId)), context),

    person: async (profileId, context) => {
      const person = people.get(profileId)
      if (person === undefined) throw new Failure('signed-out', 'Nobody is signed in to this server.')
      const session = asPerson(await transport(profileId), person.token)
      return noticingTheEnd(listening(session, context), session, () => {
        if (people.get(profileId)?.token === person.token) end(profileId)
      })
    },

    signedIn: (profileId) => people.get(profileId)?.identity ?? null,
    signIn: put,
    updateIdentity: (profileId, identity) => {
      const person = people.get(profileId)
      if (person !== undefined) put(profileId, person.token, identity)
    },
    signOut: end,
    tokenToKeep: (profileId) => people.get(profileId)?.token ?? null,

    reset: async (profileId) => {
      const opened = transports.get(profileId)
      transports.delete(profileId)
      await opened?.then((one) => one.close()).catch(() => undefined)
    },

    closeAll: async () => {
      for (const profileId of people.keys()) end(profileId)
      const opened = [...transports.values()]
      transports.clear()
      await Promise.allSettled(opened.map(async (one) => (await one).close()))
    },
  }
}

/** How to reach a connection's server. */
export function transportOptions(
  profile: Pick<
    Profile,
    'address' | 'namespace' | 'caPem' | 'clientCertPem' | 'tlsServerName' | 'skipVerify' | 'proxy'
  >,
  clientKeyPem: string | null,
): TransportOptions {
  const { address, namespace, caPem, clientCertPem, tlsServerName, skipVerify, proxy } = profile
  return { address, namespace, caPem, clientCertPem, clientKeyPem, tlsServerName, skipVerify, proxy }
}

/** The same session, cancelled with the call, its warnings handed to the person. */
function listening(session: VaultSession, context: CallContext): VaultSession {
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
 * The same session, but a 403 is looked into: Vault says "permission denied" for a dead token and for a missing right
 * alike, so the token is asked about itself. `default` policies allow that; where even that is denied the answer stays
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
