/**
 * The calls of a page: one WebSocket (RFC 6455), one JSON text for each message, all calls and streams concurrently.
 * One HTTP request for each call would cost as much as the read on the server that it requests.
 */
import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import {
  channelEnds,
  type CoreHello,
  type CoreMessage,
  type PageHello,
  type PageMessage,
  shellCalls,
  type StreamMessage,
} from '../contract/bridge.ts'
import { callsByName } from '../contract/contract.ts'
import { limits } from '../contract/limits.ts'
import type { Result } from '../contract/result.ts'
import type { Core } from '../features/createCore.ts'
import type { Session } from './sessionGate.ts'
import type { TabChannel } from './tabs.ts'

/** One schema and not a union, because every call parses it. Without `call` it ends a call. */
const Message = z.strictObject({
  id: z.int().nonnegative(),
  call: z.string().max(limits.name).optional(),
  input: z.unknown().optional(),
}) satisfies z.ZodType<PageMessage>

const Hello = z.strictObject({
  tab: z.string().max(100),
  page: z.string().max(100),
  take: z.boolean().optional(),
}) satisfies z.ZodType<PageHello>

/** A refused upgrade: the answer as plain HTTP. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

// A page that disappears without closing (a broken tunnel) keeps its streams for at most two of these intervals.
const heartbeatMs = 30_000
/** Milliseconds for a page to identify itself, and for an existing one to answer. */
const helloMs = 10_000
const stillThereMs = 1000
/** Close codes of RFC 6455, section 7.4.1. */
const brokenRules = 1008
const goingAway = 1001

/**
 * Opens channels on `server` for every upgrade that `admit` gives a session. A channel carries calls once its first
 * message has named a tab of that session. When a page is gone, its calls are aborted. Returns the function that ends
 * all channels.
 */
export function addChannels(
  server: Server,
  core: Core,
  admit: (request: IncomingMessage) => Session | Refusal,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.callBytes })
  server.on('upgrade', (request, socket: Socket, head) => {
    const admitted = admit(request)
    if ('status' in admitted) return refuse(request, socket, admitted)
    sockets.handleUpgrade(request, socket, head, (page) => greet(page, core, admitted))
  })
  const heartbeat = setInterval(() => {
    for (const page of sockets.clients) checkIsThere(page)
  }, heartbeatMs).unref()
  return () => {
    clearInterval(heartbeat)
    for (const page of sockets.clients) {
      page.close(goingAway)
      // Does not wait for a page that does not answer.
      page.terminate()
    }
  }
}

function refuse(request: IncomingMessage, socket: Socket, { status, headers, body }: Refusal): void {
  socket.once('error', () => socket.destroy())
  const answer = new ServerResponse(request)
  answer.assignSocket(socket)
  answer.writeHead(status, { ...headers, connection: 'close' }).end(body, () => socket.end())
}

const unanswered = new WeakSet<WebSocket>()

function checkIsThere(page: WebSocket): void {
  if (unanswered.has(page)) return page.terminate()
  unanswered.add(page)
  page.ping()
}

/** Reads the first message, and serves calls once it has named a tab. */
function greet(page: WebSocket, core: Core, session: Session): void {
  const late = setTimeout(() => page.close(brokenRules), helloMs)
  let take: (data: Buffer) => void = (data) => {
    // The page waits for the answer to its first message.
    take = () => page.close(brokenRules)
    clearTimeout(late)
    const hello = read(data, Hello)
    if (hello === undefined) return page.close(brokenRules)
    void openTab(page, session, hello).then((isOpen) => {
      if (!isOpen) return
      take = serve(page, core, session)
      page.send(JSON.stringify({ tab: 'open' } satisfies CoreHello))
    })
  }
  page.on('message', (data: Buffer, isBinary) => {
    if (isBinary) page.close(brokenRules)
    else take(data)
  })
  page.on('pong', () => unanswered.delete(page))
  page.once('close', () => clearTimeout(late))
  // An error is always followed by `close`.
  page.on('error', () => {})
}

/** Whether the tab now uses this channel; otherwise the channel is closed. */
async function openTab(page: WebSocket, session: Session, hello: PageHello): Promise<boolean> {
  const channel: TabChannel = {
    page: hello.page,
    isThere: () => answers(page),
    close: (why) => page.close(why === 'ended' ? channelEnds.notAdmitted : channelEnds.usedElsewhere),
  }
  const opened = await session.tabs.open(hello.tab, channel, hello.take === true)
  if (opened !== 'open') {
    page.close(opened === 'unknown' ? channelEnds.notAdmitted : channelEnds.usedElsewhere)
    return false
  }
  const forget = () => session.tabs.forget(channel)
  page.once('close', forget)
  if (page.readyState === WebSocket.OPEN) return true
  forget()
  return false
}

/** Whether the page answers a ping in time. */
function answers(page: WebSocket): Promise<boolean> {
  if (page.readyState !== WebSocket.OPEN) return Promise.resolve(false)
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), stillThereMs)
    const settle = (isThere: boolean) => {
      clearTimeout(late)
      resolve(isThere)
    }
    page.once('pong', () => settle(true))
    page.once('close', () => settle(false))
    page.ping()
  })
}

/** Returns the answer of a call to the shell itself; undefined for a call of the core. */
function callShell(name: string, session: Session): Result<unknown> | undefined {
  if (name === shellCalls.newTab) return { ok: true, value: session.tabs.add(), warnings: [] }
  if (name !== shellCalls.end) return undefined
  // Ends the session after the answer is sent.
  setImmediate(() => session.end())
  return { ok: true, value: {}, warnings: [] }
}

/** Returns the handler of the page's messages. */
function serve(page: WebSocket, core: Core, session: Session): (data: Buffer) => void {
  const running = new Map<number, AbortController>()
  const sendTo = (id: number) => (message: StreamMessage) => {
    const line: CoreMessage = { id, ...message }
    // As bytes, because a text would be encoded once more before sending.
    if (page.readyState === WebSocket.OPEN) page.send(Buffer.from(JSON.stringify(line)), { binary: false })
  }

  const run = async (id: number, name: string, input: unknown): Promise<void> => {
    const send = sendTo(id)
    const answer = callShell(name, session)
    if (answer !== undefined) return send({ result: answer })
    const controller = new AbortController()
    const { signal } = controller
    running.set(id, controller)
    const isStream = callsByName.get(name)?.kind === 'stream'
    const result = isStream
      ? await core.stream(name, input, (item) => send({ item }), { signal })
      : await core.call(name, input, { signal })
    running.delete(id)
    send({ result })
  }

  page.once('close', () => {
    for (const controller of running.values()) controller.abort()
  })
  return (data) => {
    const message = read(data, Message)
    if (message === undefined) page.close(brokenRules)
    else if (message.call === undefined) running.get(message.id)?.abort()
    else if (running.has(message.id)) page.close(brokenRules)
    else void run(message.id, message.call, message.input)
  }
}

/** A secret can have a key `__proto__`: the core parses the data by a schema and merges nothing. */
function read<T>(data: Buffer, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(data.toString())).data
  } catch {
    return undefined
  }
}
