/**
 * The calls of a page: one WebSocket (RFC 6455), one JSON text a message, all calls and streams side by side. One HTTP
 * request for each call costs as much again as the read on the server that it asks for.
 */
import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { CoreMessage, PageMessage, StreamMessage } from '../contract/bridge.ts'
import { callsByName } from '../contract/contract.ts'
import { limits } from '../contract/limits.ts'
import type { Core } from '../core/create.ts'

/** One shape, no union: every call pays for it. Without `call` it is the end of one. */
const Message = z.strictObject({
  id: z.int().nonnegative(),
  call: z.string().max(limits.name).optional(),
  input: z.unknown().optional(),
}) satisfies z.ZodType<PageMessage>

/** A refused upgrade: the answer in plain HTTP. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

// A page that is gone without a word (a tunnel that broke) keeps its streams no longer than two of these.
const heartbeatMs = 30_000
/** Close codes of RFC 6455, section 7.4.1. */
const brokenRules = 1008
const goingAway = 1001

/**
 * Opens channels on `server` for every upgrade that `whyRefused` lets pass. When a page goes away, whatever it had asked
 * for is aborted. Answers how to end them all.
 */
export function addChannels(
  server: Server,
  core: Core,
  whyRefused: (request: IncomingMessage) => Refusal | undefined,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.callBytes })
  server.on('upgrade', (request, socket: Socket, head) => {
    const refusal = whyRefused(request)
    if (refusal !== undefined) return refuse(request, socket, refusal)
    sockets.handleUpgrade(request, socket, head, (page) => serve(page, core))
  })
  const heartbeat = setInterval(() => {
    for (const page of sockets.clients) checkIsThere(page)
  }, heartbeatMs).unref()
  return () => {
    clearInterval(heartbeat)
    for (const page of sockets.clients) {
      page.close(goingAway)
      // Nobody waits for a page that does not answer.
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

function serve(page: WebSocket, core: Core): void {
  const running = new Map<number, AbortController>()

  const run = async (id: number, name: string, input: unknown): Promise<void> => {
    const controller = new AbortController()
    const { signal } = controller
    running.set(id, controller)
    const send = (message: StreamMessage) => {
      const line: CoreMessage = { id, ...message }
      // As bytes, because a text would be turned into them once more on its way out.
      if (page.readyState === WebSocket.OPEN) page.send(Buffer.from(JSON.stringify(line)), { binary: false })
    }
    const isStream = callsByName.get(name)?.kind === 'stream'
    const result = isStream
      ? await core.stream(name, input, (item) => send({ item }), { signal })
      : await core.call(name, input, { signal })
    running.delete(id)
    send({ result })
  }

  page.on('message', (data: Buffer, isBinary) => {
    const message = isBinary ? undefined : read(data)
    if (message === undefined) page.close(brokenRules)
    else if (message.call === undefined) running.get(message.id)?.abort()
    else if (running.has(message.id)) page.close(brokenRules)
    else void run(message.id, message.call, message.input)
  })
  page.on('pong', () => unanswered.delete(page))
  page.once('close', () => {
    for (const controller of running.values()) controller.abort()
  })
  // Always followed by its end.
  page.on('error', () => {})
}

/** A secret may have a key `__proto__`: the core parses what comes by schema and merges nothing. */
function read(data: Buffer): PageMessage | undefined {
  try {
    return Message.safeParse(JSON.parse(data.toString())).data
  } catch {
    return undefined
  }
}
