/**
 * The connection of this page to the Strongroom that served it: one WebSocket for all calls and streams, see
 * electron/loopback/channel.ts.
 */
import {
  channelEnds,
  channelPath,
  type CoreHello,
  type CoreMessage,
  type PageHello,
  type PageMessage,
} from '../../electron/contract/bridge.ts'
import { limits } from '../../electron/contract/limits.ts'
import type { Result } from '../../electron/contract/result.ts'
import { canceled, failed } from './callFailure.ts'

interface Running {
  readonly onItem: (item: unknown) => void
  readonly settle: (result: Result<unknown>) => void
}

export interface Channel {
  /** Runs a call or a stream; `onItem` gets the items before the result. Never rejects. */
  run(
    name: string,
    input: unknown,
    onItem: (item: unknown) => void,
    signal: AbortSignal | undefined,
  ): Promise<Result<unknown>>
}

const gone = failed('internal', 'Strongroom has ended, or the way to it is closed. Start it again.')
export const notAdmitted = failed(
  'forbidden-sender',
  'This page belongs to no session: get a new address with `npm start -- open`.',
)
const tooLarge = failed('invalid-input', 'This is more than one call may carry.')

/**
 * Why a channel ended: the tab's secret is not valid any more, another document uses it, or the connection is closed.
 */
export type ChannelEnd = 'not-admitted' | 'used-elsewhere' | 'gone'

/**
 * Opens the channel of a tab; returns why there is none as a failed `Result`, or how Strongroom refused the tab.
 * `onEnd` is called once when an open channel ends, before what still runs on it is settled.
 */
export async function openChannel(
  hello: PageHello,
  onEnd: (end: ChannelEnd) => void,
): Promise<Channel | Exclude<ChannelEnd, 'gone'> | Result<never>> {
  const socket = new WebSocket(`ws://${location.host}${channelPath}`)
  const running = new Map<number, Running>()
  let isOpen = false
  socket.addEventListener('open', () => socket.send(JSON.stringify(hello)))
  const opened = await new Promise<'open' | ChannelEnd>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as CoreHello | CoreMessage
      if ('tab' in message) {
        isOpen = true
        resolve('open')
      } else take(message, running)
    })
    socket.addEventListener('close', ({ code }) => {
      const end = endOf(code)
      if (isOpen) onEnd(end)
      resolve(end)
      for (const { settle } of running.values()) settle(gone)
    })
  })
  if (opened === 'open') return channelOver(socket, running)
  return opened === 'gone' ? whyThereIsNone() : opened
}

function endOf(code: number): ChannelEnd {
  if (code === channelEnds.notAdmitted) return 'not-admitted'
  return code === channelEnds.usedElsewhere ? 'used-elsewhere' : 'gone'
}

function take(message: CoreMessage, running: ReadonlyMap<number, Running>): void {
  const call = running.get(message.id)
  if ('result' in message) call?.settle(message.result)
  else call?.onItem(message.item)
}

function channelOver(socket: WebSocket, running: Map<number, Running>): Channel {
  let lastId = 0
  const send = (text: string) => socket.send(text)

  return {
    async run(name, input, onItem, signal) {
      lastId += 1
      const id = lastId
      const text = JSON.stringify({ id, call: name, input } satisfies PageMessage)
      if (isTooLarge(text)) return tooLarge
      if (socket.readyState !== WebSocket.OPEN) return gone
      const { promise, resolve: settle } = Promise.withResolvers<Result<unknown>>()
      running.set(id, { onItem, settle })
      const cancel = () => {
        settle(canceled)
        if (socket.readyState === WebSocket.OPEN) send(JSON.stringify({ id } satisfies PageMessage))
      }
      signal?.addEventListener('abort', cancel, { once: true })
      send(text)
      try {
        return await promise
      } finally {
        running.delete(id)
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}

/** In bytes of UTF-8, of which a character has three at most. Strongroom would close the channel. */
const isTooLarge = (text: string) =>
  text.length * 3 > limits.callBytes && new TextEncoder().encode(text).byteLength > limits.callBytes

/** A browser does not report why a WebSocket was refused; a plain request to the same address returns the reason. */
async function whyThereIsNone(): Promise<Result<never>> {
  try {
    const { status } = await fetch(channelPath, { cache: 'no-store', redirect: 'error' })
    return status === 401 || status === 403 ? notAdmitted : gone
  } catch {
    return gone
  }
}
