/**
 * A double of the few Electron APIs that the desktop shell uses. Each part is typed by Electron's own declarations, so
 * that a listener or a handler with a different signature does not compile.
 */
import { EventEmitter } from 'node:events'
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { appOrigin } from '../../electron/desktop/origin.ts'

type InvokeHandler = Parameters<IpcMain['handle']>[1]

export interface Sent {
  readonly channel: string
  readonly values: readonly unknown[]
}

let lastId = 0

/** The contents of a window, with a main frame that shows the app's page unless `origin` differs. */
export class TestContents extends EventEmitter {
  readonly id = ++lastId
  readonly sent: Sent[] = []
  readonly mainFrame: WebFrameMain
  openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined
  destroyed = false

  constructor(origin: string = appOrigin) {
    super()
    this.mainFrame = frame(origin)
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  send(channel: string, ...values: unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    this.sent.push({ channel, values })
  }

  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler
  }

  /** The object with the type that the app under test expects. */
  get asElectron(): WebContents {
    return this as unknown as WebContents
  }
}

export const frame = (origin: string): WebFrameMain => ({ origin, url: `${origin}/` }) as WebFrameMain

/** `ipcMain` with an entry point for the test. */
export class TestIpcMain {
  readonly handlers = new Map<string, InvokeHandler>()
  readonly listeners = new Map<string, (event: IpcMainEvent, ...values: unknown[]) => void>()

  handle(channel: string, handler: InvokeHandler): void {
    if (this.handlers.has(channel)) throw new Error(`there is a handler for ${channel}`)
    this.handlers.set(channel, handler)
  }

  get asElectron(): Pick<IpcMain, 'handle' | 'on'> {
    return {
      handle: (channel, handler) => this.handle(channel, handler),
      on: (channel, listener) => {
        this.listeners.set(channel, listener)
        return this as unknown as IpcMain
      },
    }
  }

  /** Calls as a frame of `contents` would: its main frame, unless another one or null is given. */
  invoke(channel: string, contents: TestContents, values: readonly unknown[], from: From = {}): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (handler === undefined) throw new Error(`no handler for ${channel}`)
    return Promise.resolve(handler(eventOf(contents, from) as IpcMainInvokeEvent, ...values))
  }

  send(channel: string, contents: TestContents, values: readonly unknown[], from: From = {}): void {
    this.listeners.get(channel)?.(eventOf(contents, from) as IpcMainEvent, ...values)
  }
}

interface From {
  readonly senderFrame?: WebFrameMain | null
}

const eventOf = (contents: TestContents, { senderFrame = contents.mainFrame }: From): unknown => ({
  sender: contents.asElectron,
  senderFrame,
})

/** An event that can be prevented, as Electron passes it to a listener. */
export function preventable<T extends object>(facts: T): T & { preventDefault(): void; readonly prevented: boolean } {
  let prevented = false
  return {
    ...facts,
    preventDefault: () => {
      prevented = true
    },
    get prevented() {
      return prevented
    },
  }
}
