/**
 * A question on a separate page: another server at another random name, which the browser opens through a private file.
 * The page that asks for the act can neither find, open, frame, read nor answer it (docs/security.md, "Consent").
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { ConsentAnswer } from '../core/consent/act.ts'
import type { ConsentText } from '../core/consent/words.ts'
import type { Language } from '../contract/language.ts'
import { limits } from '../contract/limits.ts'
import { type Page, securityHeaders } from '../base/page/pagePolicy.ts'
import { answerOf } from './consent.ts'
import { consentPageHtml } from './consentPageHtml.ts'
import { createHosts, type Hosts } from './hosts.ts'
import { listenerOf, listenOnLoopback } from './listen.ts'
import type { OpeningAddresses } from './openBrowser.ts'
import { digest, matches, randomSecret } from './secrets.ts'

export interface ConsentPageOptions {
  readonly language: Language
  /** Opens the browser; returns a function that removes the file from the disk. */
  readonly open: (addresses: OpeningAddresses) => Promise<() => Promise<void>>
  /** Aborts when the question is answered elsewhere or withdrawn. */
  readonly signal: AbortSignal
}

const Key = z.strictObject({ key: z.string().max(100) })
const Answer = z.strictObject({
  secret: z.string().max(100),
  allow: z.boolean(),
  typed: z.array(z.string().max(limits.name)).max(2).optional(),
})

/** Characters of the longest request body: two passphrases, each character of them escaped. */
const longestBody = 4096
const probePath = '/probe'

/** Returns the person's answer on the page; false when `signal` aborts. Rejects if no page can be served. */
export async function askOnPage(
  text: ConsentText,
  { language, open, signal }: ConsentPageOptions,
): Promise<ConsentAnswer> {
  const key = randomSecret()
  const page = consentPageHtml(language)
  const { promise, resolve } = Promise.withResolvers<ConsentAnswer>()
  let hosts: Hosts = createHosts({ port: 0, plain: false })
  const server = createServer((request, response) => {
    void handle(request).then(
      (answer) => send(response, answer),
      () => send(response, { status: 400 }),
    )
  })
  const handle = createHandler({ hosts: () => hosts, keyDigest: digest(key), page, text, answer: resolve })
  const listening = await listenOnLoopback(listenerOf(server), 0)
  hosts = createHosts({ port: listening.port, plain: false })
  const at = (host: string) => `http://${host}/#key=${key}`
  hosts.offerFallback()
  const { chosen, fallback } = hosts
  const removeFile = await open({
    address: at(chosen),
    fallback: fallback === null ? null : { probe: `http://${chosen}${probePath}`, address: at(fallback) },
  })
  const withdraw = () => resolve(false)
  signal.addEventListener('abort', withdraw, { once: true })
  if (signal.aborted) withdraw()
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', withdraw)
    await Promise.all([listening.close(), close(server), removeFile()])
  }
}

/** Waits for an answer that is still being sent. */
function close(server: Server): Promise<void> {
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), 1000).unref()
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

interface Reply {
  readonly status: number
  readonly json?: unknown
  readonly page?: Page
  readonly readableFromAnywhere?: boolean
}

interface HandlerOptions {
  readonly hosts: () => Hosts
  readonly keyDigest: Buffer
  readonly page: Page
  readonly text: ConsentText
  readonly answer: (answer: ConsentAnswer) => void
}

function createHandler({ hosts, keyDigest, page, text, answer }: HandlerOptions) {
  /** The page that has shown the question: exactly one, the first that sent the key. */
  let shownTo: Buffer | null = null

  return async (request: IncomingMessage): Promise<Reply> => {
    const { method, url, headers } = request
    const { chosen, fallback } = hosts()
    if (method === 'GET' && url === probePath && headers.host === chosen)
      return { status: 204, readableFromAnywhere: true }
    if (headers.host !== chosen && headers.host !== fallback) return { status: 403 }
    if (method === 'GET' && url === '/') return { status: 200, page }
    if (method !== 'POST' || !isOwnPage(request)) return { status: 403 }
    if (url === '/question') {
      const { key } = Key.parse(await bodyOf(request))
      // SECURITY: the key works once, so only the page that the core opened gets the secret that answers.
      if (shownTo !== null || !matches(key, keyDigest)) return { status: 401 }
      hosts().choose(headers.host ?? '')
      const secret = randomSecret()
      shownTo = digest(secret)
      return { status: 200, json: { secret, text } }
    }
    if (url !== '/answer') return { status: 404 }
    const { secret, ...given } = Answer.parse(await bodyOf(request))
    if (shownTo === null || !matches(secret, shownTo)) return { status: 401 }
    setImmediate(() => answer(answerOf(given)))
    return { status: 200, json: {} }
  }
}

/** SECURITY: only this page's own script; a form, a frame or another page has other values in these headers. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return (
    headers.origin === `http://${headers.host}` &&
    headers['content-type'] === 'application/json' &&
    (site === undefined || site === 'same-origin')
  )
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk)
    if (body.length > longestBody) throw new Error('too long')
  }
  return JSON.parse(body)
}

function send(response: ServerResponse, { status, json, page, readableFromAnywhere = false }: Reply): void {
  response.writeHead(status, {
    ...securityHeaders,
    ...(readableFromAnywhere && { 'cross-origin-resource-policy': 'cross-origin' }),
    'content-security-policy': page?.policy ?? "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'content-type': page === undefined ? 'application/json' : 'text/html; charset=utf-8',
  })
  response.end(page?.html ?? (json === undefined ? '' : JSON.stringify(json)))
}
