/**
 * Follows one message bus (D-Bus) as long as the app runs: connects when the bus is available, and again after a loss.
 */
import { setTimeout } from 'node:timers/promises'
import { createClient, type Message, type MessageBus, messageType } from 'dbus-native'

/** Calls and match rules of one connection. All fail after its end. */
export interface Bus {
  /** Asks the bus to deliver the signals of a match rule. */
  match(rule: string): Promise<void>
  /** Returns the first value of the answer. Does not start a service. */
  call(to: Call): Promise<unknown>
}

export interface Call {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

export interface Signal {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly body: readonly unknown[]
}

export interface BusFollower {
  /** Subscribes to signals and reads the current state, on each new connection. */
  readonly begin: (bus: Bus) => Promise<void>
  readonly onSignal: (signal: Signal) => void
}

/** Milliseconds between two attempts: the first pause, which doubles, and the longest. */
const pauses = { first: 1_000, longest: 60_000 } as const
/** Milliseconds for a service to answer. */
const patience = 5_000
const noAutoStart = 0x2

/** Follows the bus at `address` until the returned function is called. A missing bus is not an error. */
export function followBus(address: string, follower: BusFollower, firstPause: number = pauses.first): () => void {
  const ended = new AbortController()
  const follow = async (): Promise<void> => {
    let pause = firstPause
    while (!ended.signal.aborted) {
      if (await connection(address, follower, ended.signal)) pause = firstPause
      await setTimeout(pause, undefined, { ref: false, signal: ended.signal }).catch(() => undefined)
      pause = Math.min(2 * pause, pauses.longest)
    }
  }
  void follow()
  return () => ended.abort()
}

/** Handles one connection, from its start to its end. Returns whether the bus was available. */
async function connection(address: string, { begin, onSignal }: BusFollower, signal: AbortSignal): Promise<boolean> {
  const client = open(address)
  if (client === null) return false
  const { promise: gone, resolve: end } = Promise.withResolvers<void>()
  client.connection.on('close', () => end())
  client.connection.on('error', () => end())
  client.connection.on('message', (message: Message) => {
    const received = signalOf(message)
    if (received !== null) onSignal(received)
  })
  signal.addEventListener('abort', () => end(), { once: true })
  let began = false
  begin({
    match: async (rule) => {
      await client.addMatch(rule)
      began = true
    },
    call: async (to) => client.invoke({ ...to, flags: noAutoStart }),
  }).catch(() => end())
  await gone
  client.connection.on('error', () => undefined)
  client.connection.stream.destroy()
  return began
}

function open(address: string): MessageBus | null {
  try {
    const client = createClient({
      busAddress: address,
      authMethods: ['EXTERNAL'],
      maxMessageSize: 2 ** 20,
      timeout: patience,
    })
    // A bus must not keep the process running.
    const { stream } = client.connection
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
    return client
  } catch {
    return null
  }
}

function signalOf({ type, path, interface: from, member, body = [] }: Message): Signal | null {
  if (type !== messageType.signal || path === undefined || from === undefined || member === undefined) return null
  return { path, interface: from, member, body }
}
