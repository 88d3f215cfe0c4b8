/**
 * The preload of the desktop window: `window.strongroom`, one function for each call of the contract, and `cancel`.
 *
 * SECURITY: the page gets no general `invoke` and no name of a channel (docs/security.md, "The desktop shell"). The
 * main process checks the sender and the input of every call again, and does not trust this script.
 */
import { contextBridge, ipcRenderer } from 'electron'
import { desktopChannels, type DesktopCall, type StreamMessage } from './contract/bridge.ts'
import { callKinds } from './contract/kinds.ts'
import type { Result } from './contract/result.ts'

interface Running {
  readonly onItem: (item: unknown) => void
  readonly settle: (result: Result<unknown>) => void
}

const running = new Map<number, Running>()

ipcRenderer.on(desktopChannels.stream, (_event, id: number, message: StreamMessage) => {
  const stream = running.get(id)
  if (stream === undefined) return
  if ('item' in message) stream.onItem(message.item)
  else stream.settle(message.result)
})

const plainCall =
  (name: string): DesktopCall =>
  (id, input) =>
    ipcRenderer.invoke(name, id, input) as Promise<Result<unknown>>

/** The items and the result arrive on the stream channel; the return value of `invoke` is a refusal or undefined. */
const streamCall =
  (name: string): DesktopCall =>
  (id, input, onItem = () => {}) => {
    const { promise, resolve } = Promise.withResolvers<Result<unknown>>()
    running.set(id, { onItem, settle: resolve })
    const start = async () => {
      const refusal = (await ipcRenderer.invoke(name, id, input)) as Result<unknown> | undefined
      return refusal ?? promise
    }
    return start().finally(() => running.delete(id))
  }

const topics = Object.entries(callKinds).map(([topic, calls]) => {
  const functions = Object.entries(calls).map(([call, kind]) => {
    const name = `${topic}.${call}`
    return [call, kind === 'stream' ? streamCall(name) : plainCall(name)] as const
  })
  return [topic, Object.fromEntries(functions)] as const
})

contextBridge.exposeInMainWorld('strongroom', {
  ...Object.fromEntries(topics),
  cancel: (id: number) => ipcRenderer.send(desktopChannels.cancel, id),
})
