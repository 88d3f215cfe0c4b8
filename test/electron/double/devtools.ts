/** The DevTools protocol of a running Chromium: one WebSocket, with a session for each target. */
import { EventEmitter } from 'node:events'
import type { CDPSession } from 'playwright'
import { WebSocket } from 'ws'

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly sessionId?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** One target, or the browser itself if there is no ID. Typed like Playwright's own sessions. */
export interface DevtoolsSession {
  readonly id: string | undefined
  readonly send: CDPSession['send']
  readonly on: CDPSession['on']
  /** Sends a command that may fail because the target is closing. */
  readonly tell: (...message: Parameters<CDPSession['send']>) => void
}

export interface Devtools {
  readonly browser: DevtoolsSession
  session(id: string): DevtoolsSession
  close(): void
}

/** Connects to `ws://…/devtools/browser/…`; `onLost` is called when the browser goes away. */
export async function connectDevtools(endpoint: string, onLost: () => void): Promise<Devtools> {
  const socket = new WebSocket(endpoint, { perMessageDeflate: false, maxPayload: 0 })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<number, { method: string; settle: PromiseWithResolvers<unknown> }>()
  const sessions = new Map<string | undefined, { emitter: EventEmitter; session: DevtoolsSession }>()
  let lastId = 0

  socket.on('message', (data: Buffer) => {
    const { id, method, params, sessionId, result, error } = JSON.parse(data.toString()) as Answer
    if (id === undefined) {
      sessions.get(sessionId)?.emitter.emit(method ?? '', params)
      return
    }
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.settle.resolve(result)
    else call?.settle.reject(new Error(`${call.method}: ${error.message}`))
  })
  socket.on('close', () => {
    for (const { settle } of waiting.values()) settle.reject(new Error('the browser has gone'))
    waiting.clear()
    onLost()
  })

  const sessionOf = (sessionId: string | undefined): DevtoolsSession => {
    const known = sessions.get(sessionId)
    if (known !== undefined) return known.session
    const emitter = new EventEmitter()
    emitter.setMaxListeners(0)
    const send = (method: string, params: unknown = {}): Promise<unknown> => {
      lastId += 1
      const settle = Promise.withResolvers<unknown>()
      waiting.set(lastId, { method, settle })
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }))
      return settle.promise
    }
    const session: DevtoolsSession = {
      id: sessionId,
      send: send as CDPSession['send'],
      on: emitter.on.bind(emitter) as unknown as CDPSession['on'],
      tell: (method, params) => void send(method, params).catch(() => undefined),
    }
    sessions.set(sessionId, { emitter, session })
    return session
  }
  return { browser: sessionOf(undefined), session: sessionOf, close: () => socket.terminate() }
}
