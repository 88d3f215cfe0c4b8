/** The loopback shell: the same page and the same core, for a browser on this computer. */
import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { channelPath, sessionPath } from '../contract/bridge.ts'
import type { Core } from '../features/createCore.ts'
import { pageWithNonce, securityHeaders, type Page } from '../base/page/pagePolicy.ts'
import { readPageFile, readPageTemplate } from '../base/page/pageFiles.ts'
import { addChannels, type Refusal } from './channel.ts'
import { createHosts, type Hosts } from './hosts.ts'
import { listenOnLoopback } from './listen.ts'
import type { OpeningAddresses } from './openBrowser.ts'
import { redeemPage } from './redeemPage.ts'
import { isPageRequest, whyRefused, whyUpgradeRefused } from './requestRules.ts'
import { createSessionGate, keyLifetime, type Session, type SessionGate } from './sessionGate.ts'

export interface LoopbackOptions {
  readonly core: Core
  /** The built renderer. */
  readonly pageRoot: string
  /** 0: a free port. */
  readonly port: number
  /** Serve at 127.0.0.1 instead of a random name, for browsers that do not resolve `*.localhost`. */
  readonly plainHost?: boolean
  /** Called when the browser could not resolve the name and uses 127.0.0.1 from now on, with the new origin. */
  readonly onFallback?: (origin: string) => void
}

export interface Loopback {
  /** The address to open, with the one-time key in its fragment: a secret until it is redeemed. */
  readonly address: string
  /** Returns another address with its own one-time key; an unused earlier key becomes invalid. */
  newAddress(): string
  /**
   * Returns the same address for a file that opens the browser, with the data that the browser needs to find out which
   * name it resolves.
   */
  openingAddresses(): OpeningAddresses
  /** Ends every connection and stream; the core stays. */
  close(): Promise<void>
}

const headersOfEveryAnswer = {
  ...securityHeaders,
  // Other answers than pages may do nothing; pages have their own policy.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

const notAdmitted = 'Open Strongroom by the address it printed when it started.'

/**
 * Starts the server on this computer's loopback addresses. Rejects when the port is in use or the renderer has not been
 * built.
 */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const { core, pageRoot } = options
  const template = await readPageTemplate(pageRoot)
  const gate = createSessionGate()
  const server = fastify({
    // No path contains the name of a secret, but an access log is not needed.
    logger: false,
    // The key of the address is the largest body of a request.
    bodyLimit: 1024,
    forceCloseConnections: true,
    // Requests with a path that cannot be decoded pass no hook, so they are refused here.
    frameworkErrors: (_error, _request, reply) => {
      void refuse(reply.headers(headersOfEveryAnswer), 401, notAdmitted)
    },
  })
  // Only JSON, which a form of another page cannot send: every other type is refused unread.
  server.removeContentTypeParser('text/plain')
  await server.register(cookie)
  let hosts: Hosts = createHosts({ port: 0, plain: false })
  const shell: Shell = { server, gate, hosts: () => hosts, onFallback: options.onFallback ?? (() => {}) }
  addProbe(shell)
  addChecks(shell)
  addPageRoutes(server, pageRoot, template)
  addSessionRoute(shell)
  const closeChannels = addChannels(server.server, core, (request) => admit(shell, request))
  const listening = await listenOnLoopback({ server: server.server, listen: (at) => server.listen(at) }, options.port)
  hosts = createHosts({ port: listening.port, plain: options.plainHost ?? false })
  const at = (host: string, key: string) => `http://${host}/#key=${key}`
  let key = gate.newKey()
  return {
    address: at(hosts.chosen, key),
    newAddress: () => {
      hosts.withdrawFallback()
      key = gate.newKey()
      return at(hosts.chosen, key)
    },
    openingAddresses: () => {
      hosts.offerFallback()
      setTimeout(() => hosts.withdrawFallback(), keyLifetime).unref()
      const { chosen, fallback } = hosts
      return {
        address: at(chosen, key),
        fallback: fallback === null ? null : { probe: `http://${chosen}${probePath}`, address: at(fallback, key) },
      }
    },
    close: async () => {
      closeChannels()
      await Promise.all([server.close(), listening.close()])
    },
  }
}

interface Shell {
  readonly server: FastifyInstance
  readonly gate: SessionGate
  /** Known once the server listens; no request arrives before that. */
  readonly hosts: () => Hosts
  readonly onFallback: (origin: string) => void
}

/** The path for the file that opens the browser, whose origin is none of our pages. */
const probePath = '/probe'

/**
 * The name contains the port, because cookies are shared by all ports, and two Strongrooms at 127.0.0.1 must not sign
 * each other out.
 */
const cookieName = (host: string) => `strongroom-${host.split(':').at(-1)}`

/** Confirms to the file that opens the browser that this name leads here. A request without the name gets no answer. */
function addProbe({ server, hosts }: Shell): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || request.url !== probePath || request.headers.host !== hosts().chosen)
      return undefined
    return reply
      .headers({ ...headersOfEveryAnswer, 'cross-origin-resource-policy': 'cross-origin' })
      .code(204)
      .send()
  })
}

function addChecks({ server, gate, hosts }: Shell): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(headersOfEveryAnswer)
    // SECURITY: the form of the request first, then the session; only the page's own request may be without one (to
    // send the key).
    const refusal = whyRefused({ method: request.method, url: request.url, headers: request.headers }, hosts())
    if (refusal !== undefined) return refuse(reply, 403, refusal)
    if (gate.sessionOf(request.cookies[cookieName(hosts().chosen)]) !== undefined) return undefined
    if (isPageRequest(request)) return sendPage(reply.code(401), redeemPage(request.headers['accept-language']))
    if (request.method === 'POST' && request.url === sessionPath) return undefined
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

/** SECURITY: a WebSocket has no same-origin rule, so its upgrade passes the same checks as every request, and more. */
function admit({ server, gate, hosts }: Shell, { method = '', url = '', headers }: IncomingMessage): Session | Refusal {
  const refusal = (status: number, sentence: string): Refusal => ({
    status,
    headers: { ...headersOfEveryAnswer, 'content-type': 'text/plain; charset=utf-8' },
    body: `${sentence}\n`,
  })
  const { chosen } = hosts()
  const why = whyUpgradeRefused({ method, url, headers }, { chosen, fallback: null })
  if (why !== undefined) return refusal(403, why)
  const session = gate.sessionOf(server.parseCookie(headers.cookie ?? '')[cookieName(chosen)])
  if (session === undefined) return refusal(401, notAdmitted)
  return url === channelPath ? session : refusal(404, 'There is nothing here.')
}

function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`)
}

function sendPage(reply: FastifyReply, { html, policy }: Page): FastifyReply {
  return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html)
}

function addPageRoutes(server: FastifyInstance, pageRoot: string, template: string): void {
  server.get('/', ({ headers }, reply) =>
    // `Host` has been checked. Not every browser applies 'self' to a WebSocket, too.
    sendPage(reply, pageWithNonce(template, { connect: `ws://${headers.host}` })),
  )
  server.get('/*', async (request, reply) => {
    const file = await readPageFile(pageRoot, request.url)
    if (file === undefined) return refuse(reply, 404, 'There is nothing here.')
    return reply.type(file.contentType).send(file.body)
  })
}

function addSessionRoute({ server, gate, hosts, onFallback }: Shell): void {
  server.post<{ Body: unknown }>(sessionPath, (request, reply) => {
    const key = keyOf(request.body)
    const redeemed = key === undefined ? undefined : gate.redeem(key)
    if (redeemed === undefined) return refuse(reply, 401, notAdmitted)
    const { host = '' } = request.headers
    const isFallback = host === hosts().fallback
    hosts().choose(host)
    if (isFallback) onFallback(`http://${host}`)
    return (
      reply
        .setCookie(cookieName(host), redeemed.cookie, { path: '/', httpOnly: true, sameSite: 'strict' })
        // SECURITY: an earlier program at this port may have left files in the browser. Cookies belong to all ports of
        // a host, so clearing them would sign other local apps out.
        .header('clear-site-data', '"cache", "storage"')
        .send({ tab: redeemed.tab })
    )
  })
}

function keyOf(body: unknown): string | undefined {
  const key = typeof body === 'object' && body !== null && 'key' in body ? body.key : undefined
  return typeof key === 'string' ? key : undefined
}
