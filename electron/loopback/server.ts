/** The loopback shell: the same page and the same core, for a browser on this computer. */
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { channelPath } from '../contract/bridge.ts'
import type { Core } from '../core/create.ts'
import { pageWithNonce, securityHeaders, type Page } from '../pagePolicy.ts'
import { readPageFile, readPageTemplate } from '../pageFiles.ts'
import { addChannels, type Refusal } from './channel.ts'
import { redeemPage } from './redeemPage.ts'
import { isPageRequest, whyRefused, whyUpgradeRefused } from './requestRules.ts'
import { createSessionGate, type SessionGate } from './sessionGate.ts'

export interface LoopbackOptions {
  readonly core: Core
  /** The built renderer. */
  readonly pageRoot: string
  /** 0 takes a free one. */
  readonly port: number
}

export interface Loopback {
  /** The address to open, with the one-time key in its fragment: a secret until it is spent. */
  readonly address: string
  /** Returns another address with a one-time key of its own. */
  newAddress(): string
  /** Ends every connection and stream; the core stays. */
  close(): Promise<void>
}

const headersOfEveryAnswer = {
  ...securityHeaders,
  // What is no page may do nothing; pages bring a policy of their own.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

const notAdmitted = 'Open Strongroom by the address it printed when it started.'

/** Starts the server on 127.0.0.1. Rejects when the port is taken or nothing was built. */
export async function startLoopback({ core, pageRoot, port }: LoopbackOptions): Promise<Loopback> {
  const template = await readPageTemplate(pageRoot)
  const gate = createSessionGate()
  const server = fastify({
    // Names of secrets travel in no path, but what need not be written is not: no access log.
    logger: false,
    // The key of the address is the largest thing that is posted.
    bodyLimit: 1024,
    forceCloseConnections: true,
    // Addresses that cannot even be decoded pass no hook: they come from no page of ours.
    frameworkErrors: (_error, _request, reply) => {
      void refuse(reply.headers(headersOfEveryAnswer), 401, notAdmitted)
    },
  })
  // JSON alone, which no form of another page can send: what has another type is refused unread.
  server.removeContentTypeParser('text/plain')
  await server.register(cookie)
  // Asked of the system once: every request is checked against it.
  let known: number | undefined
  const listeningPort = () => (known ??= (server.server.address() as AddressInfo).port)
  addChecks(server, gate, listeningPort)
  addPageRoutes(server, pageRoot, template)
  addSessionRoute(server, gate, listeningPort)
  const closeChannels = addChannels(server.server, core, (request) =>
    whyNoChannel(server, gate, listeningPort(), request),
  )
  // SECURITY: this computer only, whatever the firewall (docs/security.md, "The loopback shell").
  await server.listen({ host: '127.0.0.1', port })
  const addressWith = (key: string) => `http://127.0.0.1:${listeningPort()}/#key=${key}`
  return {
    address: addressWith(gate.newKey()),
    newAddress: () => addressWith(gate.newKey()),
    close: () => {
      closeChannels()
      return server.close()
    },
  }
}

/** The port is in the name: cookies do not tell ports apart, and two Strongrooms must not sign each other out. */
const cookieName = (port: number) => `strongroom-${port}`

function addChecks(server: FastifyInstance, gate: SessionGate, port: () => number): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(headersOfEveryAnswer)
    // SECURITY: form first, then the session; only the page's own request may come without one (to bring the key).
    const refusal = whyRefused({ method: request.method, url: request.url, headers: request.headers }, port())
    if (refusal !== undefined) return refuse(reply, 403, refusal)
    if (gate.admits(request.cookies[cookieName(port())])) return undefined
    if (isPageRequest(request)) return sendPage(reply.code(401), redeemPage(request.headers['accept-language']))
    if (request.method === 'POST' && request.url === '/session') return undefined
    return refuse(reply, 401, notAdmitted)
  })
  server.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'There is nothing here.'))
  server.setErrorHandler<Error & { statusCode?: number }>((problem, _request, reply) => {
    const status = problem.statusCode ?? 500
    return refuse(
      reply,
      status,
      status === 413 ? 'This is more than a request may carry.' : 'The request cannot be read.',
    )
  })
}

/** SECURITY: a WebSocket knows no same-origin rule, so its upgrade meets the same checks as every request, and more. */
function whyNoChannel(
  server: FastifyInstance,
  gate: SessionGate,
  port: number,
  { method = '', url = '', headers }: IncomingMessage,
): Refusal | undefined {
  const refusal = (status: number, sentence: string): Refusal => ({
    status,
    headers: { ...headersOfEveryAnswer, 'content-type': 'text/plain; charset=utf-8' },
    body: `${sentence}\n`,
  })
  const why = whyUpgradeRefused({ method, url, headers }, port)
  if (why !== undefined) return refusal(403, why)
  if (!gate.admits(server.parseCookie(headers.cookie ?? '')[cookieName(port)])) return refusal(401, notAdmitted)
  return url === channelPath ? undefined : refusal(404, 'There is nothing here.')
}

function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`)
}

function sendPage(reply: FastifyReply, { html, policy }: Page): FastifyReply {
  return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html)
}

function addPageRoutes(server: FastifyInstance, pageRoot: string, template: string): void {
  server.get('/', ({ headers }, reply) =>
    // `Host` has been checked. Not every browser takes 'self' for a WebSocket, too.
    sendPage(reply, pageWithNonce(template, { connect: `ws://${headers.host}` })),
  )
  server.get('/*', async (request, reply) => {
    const file = await readPageFile(pageRoot, request.url)
    if (file === undefined) return refuse(reply, 404, 'There is nothing here.')
    if (file.hashed) void reply.header('cache-control', 'private, max-age=31536000, immutable')
    return reply.type(file.contentType).send(file.body)
  })
}

function addSessionRoute(server: FastifyInstance, gate: SessionGate, port: () => number): void {
  server.post<{ Body: unknown }>('/session', (request, reply) => {
    const key = keyOf(request.body)
    const secret = key === undefined ? undefined : gate.redeem(key)
    if (secret === undefined) return refuse(reply, 401, notAdmitted)
    return reply
      .setCookie(cookieName(port()), secret, { path: '/', httpOnly: true, sameSite: 'strict' })
      .code(204)
      .send()
  })
}

function keyOf(body: unknown): string | undefined {
  const key = typeof body === 'object' && body !== null && 'key' in body ? body.key : undefined
  return typeof key === 'string' ? key : undefined
}
