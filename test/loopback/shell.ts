/** The loopback shell for tests: a real core, the real server, and requests with arbitrary headers. */
import { on } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import type { PageHello } from '../../electron/contract/bridge.ts'
import { createCore, type Core } from '../../electron/features/createCore.ts'
import type { OpeningAddresses } from '../../electron/loopback/openBrowser.ts'
import { startLoopback } from '../../electron/loopback/server.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A call that the core received, and its signal. */
export interface Asked {
  readonly name: string
  readonly input: unknown
  readonly signal: AbortSignal | undefined
}

/** A channel as a page created by the test uses it. */
export interface TestChannel {
  say(message: unknown): void
  /** Sends exactly these bytes, as text by default. */
  sayBytes(bytes: string | Buffer, binary?: boolean): void
  /** Returns the next message, parsed; undefined after the end. */
  next(): Promise<unknown>
  /** The code that it was closed with. */
  readonly closed: Promise<number>
  /** Closes the page without a message. */
  leave(): void
}

export interface TestShell {
  readonly port: number
  readonly origin: string
  readonly key: string
  readonly pageRoot: string
  readonly core: Core
  readonly asked: readonly Asked[]
  /** Returns the next call or stream that reaches the core. */
  readonly nextAsked: () => Promise<Asked>
  /** Sends a request exactly as described; `path` is sent as it is written. */
  readonly ask: (path: string, options?: Ask) => Promise<Answer>
  /** Returns the head of an answer before its body. */
  readonly open: (path: string, options?: Ask) => Promise<IncomingMessage>
  /** Tries to open the channel with these headers; returns it, or the answer of the refusal. */
  readonly openChannel: (headers: Readonly<Record<string, string>>, path?: string) => Promise<TestChannel | Answer>
  /** Redeems the key; returns the headers of the page that now has the session. */
  readonly signIn: () => Promise<Readonly<Record<string, string>>>
  /** Returns the secret of the tab that `signIn` has received. */
  readonly tab: () => string
  /** Returns another address with its own key. */
  readonly newAddress: () => string
  readonly openingAddresses: () => OpeningAddresses
  readonly close: () => Promise<void>
}

/** Writes a page of two files, one link out of it, and one file next to it that must stay private. */
export async function writePage(folder: string): Promise<string> {
  const pageRoot = join(folder, 'page')
  await mkdir(join(pageRoot, 'assets'), { recursive: true })
  await Promise.all([
    writeFile(join(pageRoot, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__"><title>the page</title>'),
    writeFile(join(pageRoot, 'assets', 'app-1a2b3c.js'), 'export {}'),
    writeFile(join(pageRoot, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(pageRoot, 'assets', 'notes.txt'), 'not for the page'),
    writeFile(join(folder, 'outside.js'), 'outside'),
  ])
  await symlink(join(folder, 'outside.js'), join(pageRoot, 'assets', 'link.js'))
  await symlink(folder, join(pageRoot, 'folder'))
  return pageRoot
}

export async function startShell({ port = 0, plainHost = false } = {}): Promise<TestShell> {
  const folder = await temporaryFolder('loopback')
  const pageRoot = await writePage(folder)
  const real = await createCore({
    shell: 'loopback',
    version: '0.0.0',
    folders: { config: join(folder, 'config'), data: join(folder, 'data'), cache: join(folder, 'cache') },
    environment: {},
    askConsent: async () => false,
  })
  // Returns once the core has opened its store, so that a test sees no event of the start.
  await real.call('connections.list', {}, {})
  const asked: Asked[] = []
  const waiting: ((one: Asked) => void)[] = []
  const note = (one: Asked) => {
    asked.push(one)
    waiting.shift()?.(one)
  }
  const core: Core = {
    ...real,
    call: (name, input, options) => {
      note({ name, input, signal: options.signal })
      return real.call(name, input, options)
    },
    stream: (name, input, onItem, options) => {
      note({ name, input, signal: options.signal })
      return real.stream(name, input, onItem, options)
    },
  }
  const loopback = await startLoopback({ core, pageRoot, port, plainHost })
  const { host, hash, origin, port: listening } = new URL(loopback.address)
  const key = new URLSearchParams(hash.slice(1)).get('key') ?? ''

  const open = (path: string, { method = 'GET', headers = {}, body }: Ask = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: listening, path, method, headers: { host, ...headers } }, resolve)
      sent.once('error', reject)
      sent.end(body)
    })
  let tab = ''
  const ask = async (path: string, options?: Ask): Promise<Answer> => {
    const message = await open(path, options)
    return { status: message.statusCode ?? 0, headers: message.headers, body: await text(message) }
  }

  return {
    port: Number(listening),
    origin,
    key,
    pageRoot,
    core,
    asked,
    nextAsked: () => new Promise((resolve) => waiting.push(resolve)),
    ask,
    open,
    openChannel: async (headers, path = '/channel') => {
      const socket = new WebSocket(`ws://127.0.0.1:${listening}${path}`, { headers: { host, ...headers } })
      const refused = new Promise<Answer>((resolve) => {
        socket.once('unexpected-response', (_request, message: IncomingMessage) => {
          void text(message).then((body) =>
            resolve({ status: message.statusCode ?? 0, headers: message.headers, body }),
          )
        })
      })
      const opened = new Promise<TestChannel>((resolve) => socket.once('open', () => resolve(channelOver(socket))))
      return Promise.race([opened, refused])
    },
    signIn: async () => {
      const answer = await ask('/session', jsonPost({ key }, { origin }))
      tab = (JSON.parse(answer.body) as { tab: string }).tab
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      return { cookie, origin, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
    },
    tab: () => tab,
    newAddress: () => loopback.newAddress(),
    openingAddresses: () => loopback.openingAddresses(),
    close: async () => {
      await loopback.close()
      await real.close()
      await removeFolder(folder)
    },
  }
}

function channelOver(socket: WebSocket): TestChannel {
  const messages = on(socket, 'message', { close: ['close'] })
  return {
    say: (message) => socket.send(JSON.stringify(message)),
    sayBytes: (bytes, binary = false) => socket.send(bytes, { binary }),
    next: async () => {
      const { done, value } = (await messages.next()) as IteratorResult<[Buffer], undefined>
      return done === true ? undefined : (JSON.parse(value[0].toString()) as unknown)
    },
    closed: new Promise((resolve) => socket.once('close', resolve)),
    leave: () => socket.terminate(),
  }
}

/** Opens a channel of a page that has the session, with its tab named; optionally with the tab and page of the test. */
export async function openChannel(
  shell: TestShell,
  session: Readonly<Record<string, string>>,
  hello: Partial<PageHello> = {},
): Promise<TestChannel> {
  const channel = await shell.openChannel(session)
  if ('status' in channel) throw new Error(`no channel: ${channel.status}`)
  channel.say({ tab: shell.tab(), page: 'test', ...hello })
  const answer = await channel.next()
  if (answer !== undefined && JSON.stringify(answer) !== '{"tab":"open"}') throw new Error('no tab')
  return channel
}

/** Returns a POST of JSON with additional headers. */
export const jsonPost = (body: unknown, headers: Readonly<Record<string, string>>): Ask => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    if (signal === undefined) reject(new Error('the core was given no signal'))
    else if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
