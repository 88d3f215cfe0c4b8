/** The server of a consent page over real requests: who can read the question, who can answer it, and what ends it. */
import { getEventListeners } from 'node:events'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConsentAnswer } from '../../electron/core/consent/act.ts'
import type { Language } from '../../electron/contract/language.ts'
import { limits } from '../../electron/contract/limits.ts'
import { askOnPage } from '../../electron/loopback/consentPage.ts'
import type { OpeningAddresses } from '../../electron/loopback/openBrowser.ts'

const question = {
  title: 'Show the token?',
  lines: ['Connection: payments'],
  allow: 'Show',
  refuse: 'Cancel',
  fields: [],
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Asked {
  readonly answer: Promise<ConsentAnswer>
  readonly withdrawn: AbortController
  readonly addresses: OpeningAddresses
  /** `NAME:PORT` and the plain host of the page. */
  readonly host: string
  readonly plain: string
  readonly port: number
  readonly key: string
  readonly removed: () => number
  readonly send: (path: string, sent?: Sent) => Promise<Answer>
  /** Posts as the page's own script does; `headers` replace its own. */
  readonly post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  /** Sends the key; returns the secret that allows an answer. */
  readonly secret: () => Promise<string>
}

const open: AbortController[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.abort()
})

async function ask({ language = 'en', aborted = false }: { language?: Language; aborted?: boolean } = {}) {
  const withdrawn = new AbortController()
  open.push(withdrawn)
  if (aborted) withdrawn.abort()
  const opened = Promise.withResolvers<OpeningAddresses>()
  let removals = 0
  const answer = askOnPage(question, {
    language,
    signal: withdrawn.signal,
    open: async (addresses) => {
      opened.resolve(addresses)
      return async () => {
        removals += 1
      }
    },
  })
  const addresses = await opened.promise
  const { host, port, hash } = new URL(addresses.address)
  const key = new URLSearchParams(hash.slice(1)).get('key') ?? ''
  const send: Asked['send'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const length = { 'content-length': Buffer.byteLength(body ?? '') }
      const to = { host: '127.0.0.1', port, path, method, headers: { host, ...length, ...headers }, agent: false }
      const sent = request(to, (message) => {
        void text(message).then((received) =>
          resolve({ status: message.statusCode ?? 0, headers: message.headers, body: received }),
        )
      })
      sent.once('error', reject)
      sent.end(body)
    })
  const post: Asked['post'] = (path, body, headers = {}) =>
    send(path, {
      method: 'POST',
      headers: { origin: `http://${headers['host'] ?? host}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const asked: Asked = {
    answer,
    withdrawn,
    addresses,
    host,
    plain: `127.0.0.1:${port}`,
    port: Number(port),
    key,
    removed: () => removals,
    send,
    post,
    secret: async () => (JSON.parse((await post('/question', { key })).body) as { secret: string }).secret,
  }
  return asked
}

/** Resolves when nothing listens at this port. */
const isClosed = (port: number) =>
  new Promise<string>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve('open')
    })
    socket.once('error', () => resolve('closed'))
  })

describe('the address of a consent page', () => {
  it('has a random name and a key of 256 bits, and a fallback at 127.0.0.1 with the same key', async () => {
    const { addresses, host, plain, key } = await ask()
    expect(host).toMatch(/^[0-9a-f]{32}\.localhost:\d+$/)
    expect(Buffer.from(key, 'base64url')).toHaveLength(32)
    expect(addresses.fallback).toEqual({ probe: `http://${host}/probe`, address: `http://${plain}/#key=${key}` })
    const other = await ask()
    expect(other.host).not.toBe(host)
    expect(other.key).not.toBe(key)
  })

  it('responds to the probe only under its name', async () => {
    const { host, plain, send } = await ask()
    const answer = await send('/probe')
    expect(answer).toMatchObject({ status: 204, body: '' })
    expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin')
    expect((await send('/probe', { headers: { host: plain } })).status).toBe(403)
    expect((await send('/probe', { method: 'POST', headers: { host } })).status).toBe(403)
  })

  it.each(['/', '/question', '/answer', '/probe'])('is refused under every other name: %s', async (path) => {
    const { post, port, send } = await ask()
    for (const name of ['localhost', 'other.localhost', '127.0.0.2', '[::1]', 'evil.example']) {
      const host = `${name}:${port}`
      expect((await send(path, { headers: { host } })).status, host).toBe(403)
      expect((await post(path, {}, { host })).status, host).toBe(403)
    }
  })
})

describe('the page itself', () => {
  it.each<[Language, string]>([
    ['en', 'Confirmation required'],
    ['ko', '확인이 필요합니다'],
  ])('is in %s, runs only its own script, and contains neither the question nor the key', async (language, title) => {
    const { key, plain, send } = await ask({ language })
    for (const headers of [{}, { host: plain }] as readonly Record<string, string>[]) {
      const { status, headers: sent, body } = await send('/', { headers })
      expect(status).toBe(200)
      expect(body).toContain(`<html lang="${language}">`)
      expect(body).toContain(title)
      expect(body).not.toContain(question.title)
      expect(body).not.toContain(key)
      expect(sent).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(sent['content-security-policy']).toMatch(/script-src 'sha256-[^']+';.*frame-ancestors 'none'/)
    }
  })

  it('sends every other answer as JSON that cannot load any resource', async () => {
    const { post } = await ask()
    const { headers } = await post('/question', { key: 'wrong' })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['its own script', {}, 404],
    ['its own script in a browser that says so', { 'sec-fetch-site': 'same-origin' }, 404],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this computer', { 'sec-fetch-site': 'same-site' }, 403],
    ['the address bar', { 'sec-fetch-site': 'none' }, 403],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 403],
    ['a form with fields', { 'content-type': 'application/x-www-form-urlencoded' }, 403],
  ])('accepts requests only from its own script: %s', async (_what, headers, status) => {
    const { post } = await ask()
    expect((await post('/nothing', {}, headers)).status).toBe(status)
    expect((await post('/question', { key: 'x' }, headers)).status).toBe(status === 404 ? 401 : 403)
  })

  it('accepts no request without an origin, and no other method', async () => {
    const { host, key, send } = await ask()
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ key })
    expect((await send('/question', { method: 'POST', headers, body })).status).toBe(403)
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const sent = { method, headers: { ...headers, origin: `http://${host}` }, body }
      expect((await send('/question', sent)).status, method).toBe(403)
    }
    expect((await send('/', { method: 'POST' })).status).toBe(403)
    expect((await send('/nothing')).status).toBe(403)
  })
})

describe('the question', () => {
  it('is returned to the first page that sends the key, and to no other', async () => {
    const { key, post } = await ask()
    expect((await post('/question', { key: 'x'.repeat(43) })).status).toBe(401)
    const first = await post('/question', { key })
    expect(first.status).toBe(200)
    const { secret, text: shown } = JSON.parse(first.body) as { secret: string; text: unknown }
    expect(shown).toEqual(question)
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    const second = await post('/question', { key })
    expect(second).toMatchObject({ status: 401, body: '' })
  })

  it('is bound to the host that received it', async () => {
    const named = await ask()
    await named.secret()
    expect((await named.send('/', { headers: { host: named.plain } })).status).toBe(403)
    expect((await named.send('/')).status).toBe(200)

    const fallback = await ask()
    const atPlain = { host: fallback.plain }
    expect((await fallback.post('/question', { key: fallback.key }, atPlain)).status).toBe(200)
    expect((await fallback.send('/', { headers: atPlain })).status).toBe(200)
    expect((await fallback.send('/')).status).toBe(403)
  })
})

describe('an answer', () => {
  it.each<[string, object, ConsentAnswer]>([
    ['a yes', { allow: true }, true],
    ['a no', { allow: false }, false],
    ['passphrases', { allow: true, typed: ['one', 'two'] }, { typed: ['one', 'two'] }],
    ['a no with passphrases', { allow: false, typed: ['one'] }, false],
  ])('counts: %s', async (_what, given, expected) => {
    const { answer, post, port, removed, secret, withdrawn } = await ask()
    const answered = await post('/answer', { secret: await secret(), ...given })
    expect(answered).toMatchObject({ status: 200, body: '{}' })
    expect(await answer).toEqual(expected)
    expect(removed()).toBe(1)
    expect(await isClosed(port)).toBe('closed')
    expect(getEventListeners(withdrawn.signal, 'abort')).toEqual([])
  })

  it('does not count without the secret of the page that shows the question', async () => {
    const { answer, key, post, secret } = await ask()
    for (const wrong of ['', key, 'x'.repeat(43)]) {
      expect((await post('/answer', { secret: wrong, allow: true })).status).toBe(401)
    }
    const right = await secret()
    for (const wrong of ['', key, 'x'.repeat(43)]) {
      expect((await post('/answer', { secret: wrong, allow: true })).status).toBe(401)
    }
    expect((await post('/answer', { secret: right, allow: false })).status).toBe(200)
    expect(await answer).toBe(false)
  })

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', []],
    ['no decision', {}],
    ['a decision in words', { allow: 'yes' }],
    ['more than an answer', { allow: true, more: 1 }],
    ['three passphrases', { allow: true, typed: ['1', '2', '3'] }],
    ['an endless passphrase', { allow: true, typed: ['x'.repeat(limits.name + 1)] }],
    ['a passphrase that is none', { allow: true, typed: [1] }],
  ])('that cannot be read is refused, and the question stays open: %s', async (_what, given) => {
    const { answer, post, secret } = await ask()
    const right = await secret()
    const isMembers = typeof given === 'object' && !Array.isArray(given)
    const body = isMembers ? { secret: right, ...given } : given
    expect(await post('/answer', body)).toMatchObject({ status: 400, body: '' })
    await post('/answer', { secret: right, allow: true })
    expect(await answer).toBe(true)
  })

  it('is limited to two passphrases of the maximum length', async () => {
    const { answer, key, post, secret } = await ask()
    const padded = (body: object, length: number) => JSON.stringify(body).padEnd(length, ' ')
    expect((await post('/question', { key: 'x'.repeat(101) })).status).toBe(400)
    expect((await post('/question', { key: 'x'.repeat(100) })).status).toBe(401)
    expect((await post('/question', { key, more: 1 })).status).toBe(400)
    expect((await post('/question', padded({ key }, 4097))).status).toBe(400)
    const right = await secret()
    expect((await post('/answer', { secret: 'x'.repeat(101), allow: true })).status).toBe(400)
    expect((await post('/answer', { secret: 'x'.repeat(100), allow: true })).status).toBe(401)
    expect((await post('/answer', padded({ secret: right, allow: true }, 4097))).status).toBe(400)
    const typed = ['x'.repeat(limits.name), 'y'.repeat(limits.name)]
    expect((await post('/answer', padded({ secret: right, allow: true, typed }, 4096))).status).toBe(200)
    expect(await answer).toEqual({ typed })
  })
})

describe('a question that is withdrawn', () => {
  it('is refused, and its page is gone', async () => {
    const { answer, port, removed, secret, withdrawn } = await ask()
    await secret()
    withdrawn.abort()
    expect(await answer).toBe(false)
    expect(removed()).toBe(1)
    expect(await isClosed(port)).toBe('closed')
  })

  it('is refused as well before its page is open', async () => {
    const { answer, removed } = await ask({ aborted: true })
    expect(await answer).toBe(false)
    expect(removed()).toBe(1)
  })

  it('does not wait for a browser that never finishes its request', async () => {
    const { answer, host, port, withdrawn } = await ask()
    const socket = connect({ host: '127.0.0.1', port })
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.write(`POST /question HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\n`)
    await new Promise((resolve) =>
      socket.write('content-type: application/json\r\ncontent-length: 50\r\n\r\n{', resolve),
    )
    withdrawn.abort()
    expect(await answer).toBe(false)
    await ended
  })
})
