/**
 * Records everything that reaches a page over the browser's DevTools protocol, so that the page can't hide anything:
 * bodies of answers as they arrive (streams piece by piece), the console, addresses, titles, storage, the document with
 * its fields, and finally the whole heap of its scripts.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CDPSession, Page } from '@playwright/test'
import type { ElectronModule } from '../electron/launch.ts'
import type { Desktop } from './startOn.ts'

const builtPage = join(import.meta.dirname, '..', '..', 'dist', 'renderer')

interface Seen {
  /** Where the text was seen, e.g. `answer to kv.read`. */
  readonly where: string
  readonly text: string
}

export interface Recorder {
  /** Records the current document, its fields, its storage and its address. */
  look(when: string): Promise<void>
  /** Records every string of the page's script heap. */
  lookIntoHeap(when: string): Promise<void>
  /** Returns where the text was seen; empty if it never reached the page. */
  placesOf(text: string): readonly string[]
  /** Returns the answers that could not be recorded. A test that watches everything must find none. */
  missed(): readonly string[]
}

/**
 * Starts to record. Begin before the page opens anything: its earlier content is not recorded. On the desktop the
 * answers arrive by IPC, which the DevTools protocol does not show, so they are recorded where the main process sends
 * them.
 */
export async function record(page: Page, desktop?: Desktop): Promise<Recorder> {
  const seen: Seen[] = []
  const missed: string[] = []
  const note = (where: string, text: string) => void seen.push({ where, text })
  const devtools = await page.context().newCDPSession(page)
  await recordAnswers(devtools, note, missed, desktop !== undefined)
  await desktop?.evaluate(recordMessages)
  const takeMessages = async () => {
    for (const { where, text } of (await desktop?.evaluate(takeRecorded)) ?? []) note(where, text)
  }
  page.on('console', (message) => note('console', message.text()))
  page.on('pageerror', (error) => note('page error', `${error.message}\n${error.stack ?? ''}`))
  page.on('request', (request) => note('address of a request', request.url()))
  page.on('framenavigated', (frame) => note('address of the page', frame.url()))

  return {
    look: async (when) => {
      await takeMessages()
      for (const [what, text] of Object.entries(await stateOf(page))) note(`${what} ${when}`, text)
    },
    lookIntoHeap: async (when) => {
      await takeMessages()
      note(`script heap ${when}`, await heapOf(devtools))
    },
    placesOf: (text) => [...new Set(seen.filter((each) => each.text.includes(text)).map(({ where }) => where))],
    missed: () => missed,
  }
}

interface Recording {
  recorded: Seen[]
}

/** Runs in the main process: records its answers to calls and its messages on the channel of the streams. */
function recordMessages({ ipcMain, app, BrowserWindow }: ElectronModule): void {
  const recorded: Seen[] = []
  const calls = new Map<unknown, string>()
  type Handler = Parameters<typeof ipcMain.handle>[1]
  const watched =
    (name: string, handler: Handler): Handler =>
    async (event, id: unknown, ...more) => {
      calls.set(id, name)
      const answer = (await handler(event, id, ...more)) as unknown
      recorded.push({ where: `answer to ${name}`, text: JSON.stringify(answer) ?? '' })
      return answer
    }
  const { _invokeHandlers: registered } = ipcMain as unknown as { _invokeHandlers: Map<string, Handler> }
  for (const [name, handler] of registered) registered.set(name, watched(name, handler))
  const handle = ipcMain.handle.bind(ipcMain)
  ipcMain.handle = (name, handler) => handle(name, watched(name, handler))
  const watch = (contents: Electron.WebContents) => {
    const send = contents.send.bind(contents)
    contents.send = (channel, id: unknown, ...values) => {
      recorded.push({ where: `answer to ${calls.get(id)}`, text: JSON.stringify(values) })
      send(channel, id, ...values)
    }
  }
  for (const { webContents } of BrowserWindow.getAllWindows()) watch(webContents)
  app.on('web-contents-created', (_event, contents) => watch(contents))
  Object.assign(globalThis, { recorded })
}

/** Runs in the main process: returns what was recorded since the last call. */
function takeRecorded(): Seen[] {
  return (globalThis as unknown as Recording).recorded.splice(0)
}

async function recordAnswers(
  devtools: CDPSession,
  note: (where: string, text: string) => void,
  missed: string[],
  fromDisk: boolean,
): Promise<void> {
  /** Bodies so far: a secret can cross two pieces, so each piece is recorded together with those before it. */
  const bodies = new Map<string, { readonly where: string; text: string }>()
  const append = (requestId: string, base64: string) => {
    const body = bodies.get(requestId)
    if (body === undefined) return
    body.text += Buffer.from(base64, 'base64').toString('latin1')
    note(body.where, body.text)
  }
  devtools.on('Network.responseReceived', ({ requestId, response, type }) => {
    const where = whereOf(response.url)
    note(`headers of the ${where}`, JSON.stringify(response.headers))
    if (!response.url.startsWith('http') || type === 'Document' || isHeld(response.url)) return
    if (fromDisk) {
      // Chromium keeps no body of an intercepted request; here only the built files are intercepted.
      readFile(join(builtPage, new URL(response.url).pathname), 'latin1').then(
        (text) => note(where, text),
        () => missed.push(where),
      )
      return
    }
    bodies.set(requestId, { where, text: '' })
    devtools
      .send('Network.streamResourceContent', { requestId })
      .then(({ bufferedData }) => append(requestId, bufferedData))
      // The response has already ended, so its whole body is available.
      .catch(() =>
        devtools
          .send('Network.getResponseBody', { requestId })
          .then(({ body, base64Encoded }) =>
            append(requestId, base64Encoded ? body : Buffer.from(body).toString('base64')),
          ),
      )
      .catch(() => {
        // The response has no body, or is the tab's icon, which the browser requests itself and hides from the page.
        if (response.status !== 204 && !isIcon(response.url)) missed.push(where)
      })
  })
  devtools.on('Network.dataReceived', ({ requestId, data }) => {
    if (data !== undefined) append(requestId, data)
  })
  recordChannels(devtools, note)
  await devtools.send('Network.enable')

  // A document is held until it is recorded: after an immediate navigation nothing could be read.
  devtools.on('Fetch.requestPaused', ({ requestId, request }) => {
    const where = whereOf(request.url)
    devtools
      .send('Fetch.getResponseBody', { requestId })
      .then(({ body, base64Encoded }) => note(where, base64Encoded ? Buffer.from(body, 'base64').toString() : body))
      .catch(() => missed.push(where))
      .finally(() => void devtools.send('Fetch.continueRequest', { requestId }).catch(() => undefined))
  })
  await devtools.send('Fetch.enable', {
    patterns: [
      { resourceType: 'Document', requestStage: 'Response' },
      { urlPattern: '*/session', requestStage: 'Response' },
    ],
  })
}

/** Records the messages of the page's WebSocket, each under the call that it answers. */
function recordChannels(devtools: CDPSession, note: (where: string, text: string) => void): void {
  const calls = new Map<string, string>()
  devtools.on('Network.webSocketFrameSent', ({ requestId, response }) => {
    const said = JSON.parse(response.payloadData) as { id?: number; call?: string }
    if (said.call !== undefined) calls.set(`${requestId} ${said.id}`, said.call)
  })
  devtools.on('Network.webSocketFrameReceived', ({ requestId, response }) => {
    const { id } = JSON.parse(response.payloadData) as { id: number }
    note(`answer to ${calls.get(`${requestId} ${id}`)}`, response.payloadData)
  })
}

/**
 * This answer clears the browser's cache including its own body, so it is held like a document until it is recorded.
 */
const isHeld = (url: string): boolean => new URL(url).pathname === '/session'
const isIcon = (url: string): boolean => /\/(?:favicon\.ico|icon-[\w-]+\.svg)$/.test(new URL(url).pathname)
const whereOf = (url: string): string => `answer to ${new URL(url).pathname}`

/** Everything that a script of the page can read of it now, and what a user sees. */
async function stateOf(page: Page): Promise<Record<string, string>> {
  const cookies = JSON.stringify(await page.context().cookies())
  const state = await page.evaluate(async () => {
    const stored: unknown[] = []
    for (const { name } of await indexedDB.databases()) {
      const request = indexedDB.open(name ?? '')
      await new Promise((resolve, reject) => {
        request.addEventListener('success', resolve)
        request.addEventListener('error', reject)
      })
      for (const store of request.result.objectStoreNames) {
        const all = request.result.transaction(store).objectStore(store).getAll()
        await new Promise((resolve) => all.addEventListener('success', resolve))
        stored.push(all.result)
      }
    }
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value)
    return {
      document: document.documentElement.outerHTML,
      fields: fields.join('\n'),
      title: document.title,
      address: location.href,
      history: JSON.stringify(history.state),
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      indexedDB: JSON.stringify(stored),
      caches: JSON.stringify(await caches.keys()),
      'cookies of scripts': document.cookie,
    }
  })
  return { ...state, cookies }
}

async function heapOf(devtools: CDPSession): Promise<string> {
  const pieces: string[] = []
  const take = ({ chunk }: { chunk: string }) => void pieces.push(chunk)
  devtools.on('HeapProfiler.addHeapSnapshotChunk', take)
  await devtools.send('HeapProfiler.enable')
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  devtools.off('HeapProfiler.addHeapSnapshotChunk', take)
  await devtools.send('HeapProfiler.disable')
  return pieces.join('')
}
