/**
 * `clipboard`: Chromium's own, which the app's pages also write to, used through a hidden page in a separate context.
 * Formats other than text that Electron gives the system are kept here.
 */
import type { Clipboard, ClipboardItem } from 'electron'
import { devtools } from './runtime.ts'
import { asideContexts } from './targets.ts'
import { strict, StrictObject } from './strict.ts'

type Contents = ConstructorParameters<typeof ClipboardItem>[0]

export class DoubleClipboardItem extends StrictObject {
  private readonly contents: Contents

  constructor(contents: Contents) {
    super('ClipboardItem')
    this.contents = contents
  }

  get types(): string[] {
    return Object.keys(this.contents)
  }

  async getType(type: string): Promise<Blob> {
    const content = await this.contents[type]
    if (typeof content === 'string') return new Blob([content], { type })
    if (content instanceof Blob) return content
    throw new Error(`The double of Electron has no ${type} on this clipboard item.`)
  }
}

let written: { readonly text: string; readonly items: ClipboardItem[] } = { text: '', items: [] }

const textOf = async (items: readonly ClipboardItem[]): Promise<string> => {
  const item = items.find(({ types }) => types.includes('text/plain'))
  return item === undefined ? '' : (await item.getType('text/plain')).text()
}

async function write(text: string, items: ClipboardItem[]): Promise<void> {
  await evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  written = { text, items }
}

const readText = async (): Promise<string> => String(await evaluate('navigator.clipboard.readText()'))

export const clipboard = strict('clipboard', {
  readText,
  writeText: (text) => write(text, []),
  read: async () => {
    // Another program may have copied something since.
    const text = await readText()
    if (text === written.text && written.items.length > 0) return written.items
    return [new DoubleClipboardItem({ 'text/plain': text }) as unknown as ClipboardItem]
  },
  write: async (items) => write(await textOf(items), items),
  clear: () => void write('', []),
} satisfies Pick<Clipboard, 'readText' | 'writeText' | 'read' | 'write' | 'clear'>)

let page: Promise<(expression: string) => Promise<unknown>> | undefined

async function evaluate(expression: string): Promise<unknown> {
  page ??= openPage()
  return (await page)(expression)
}

/** A secure page that may read and write the clipboard, and always has the focus. */
async function openPage(): Promise<(expression: string) => Promise<unknown>> {
  const connection = await devtools()
  const { browser } = connection
  const { browserContextId } = await browser.send('Target.createBrowserContext', { disposeOnDetach: true })
  asideContexts.add(browserContextId)
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId })
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true })
  const session = connection.session(sessionId)
  session.on('Fetch.requestPaused', ({ requestId }) => {
    session.tell('Fetch.fulfillRequest', { requestId, responseCode: 200, body: '' })
  })
  await session.send('Page.enable')
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true })
  for (const name of ['clipboard-read', 'clipboard-write']) {
    await browser.send('Browser.setPermission', { permission: { name }, setting: 'granted', browserContextId })
  }
  const loaded = new Promise<void>((resolve) => void session.on('Page.loadEventFired', () => resolve()))
  await session.send('Page.navigate', { url: 'https://clipboard.invalid/' })
  await loaded
  return async (script) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: script,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    })
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? 'no clipboard')
    return result.value as unknown
  }
}
