/** `ipcMain`: messages of preloads, cloned structurally in both directions. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { fromText, toText } from '../page/clone.ts'
import { StrictEmitter } from './strict.ts'

type Handler = Parameters<IpcMain['handle']>[1]
/** `content` is the text of the handler's result, or the message of its failure. */
type Answer = (ok: boolean, content: string) => void

const failureOf = (channel: string, problem: unknown): string =>
  `Error invoking remote method '${channel}': ${String(problem)}`

const dropped = new FinalizationRegistry<() => void>((tell) => tell())

/** Separate from the reply, which the event must not hold. */
const neverSent = (channel: string, answer: Answer) => () => answer(false, failureOf(channel, 'reply was never sent'))

export class DoubleIpcMain extends StrictEmitter implements Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'> {
  /** Has the name of Electron's own method, so that a test can wrap it in both. */
  readonly _invokeHandlers = new Map<string, Handler>()

  constructor() {
    super('ipcMain')
  }

  handle(channel: string, handler: Handler): void {
    if (this._invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof handler !== 'function')
      throw new Error(`Expected handler to be a function, but found type '${typeof handler}'`)
    this._invokeHandlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...values) => {
      this.removeHandler(channel)
      return handler(event, ...values) as unknown
    })
  }

  removeHandler(channel: string): void {
    this._invokeHandlers.delete(channel)
  }

  /** `ipcRenderer.invoke`. The messages of its failures are Electron's. */
  invoked(event: object, channel: string, content: string, answer: Answer): void {
    const fail = (problem: unknown): void => answer(false, failureOf(channel, problem))
    const handler = this._invokeHandlers.get(channel)
    if (handler === undefined) {
      fail(new Error(`No handler registered for '${channel}'`))
      return
    }
    const work = async () =>
      toText((await handler(event as IpcMainInvokeEvent, ...(fromText(content) as unknown[]))) as unknown)
    // Electron's reply channel is a separate object: if it is collected before its use, it answers with an error.
    const reply = { settle: answer }
    dropped.register(reply, neverSent(channel, answer), reply)
    work().then(
      (text) => {
        dropped.unregister(reply)
        reply.settle(true, text)
      },
      (problem: unknown) => {
        dropped.unregister(reply)
        console.error(`Error occurred in handler for '${channel}':`, problem)
        fail(problem)
      },
    )
  }

  /** `ipcRenderer.send`. */
  sent(event: object, channel: string, content: string): void {
    this.emit(channel, event, ...(fromText(content) as unknown[]))
  }
}

export const ipcMain = new DoubleIpcMain()
