/**
 * The calls of the window. Each call has one channel with the name in the contract; there is no other entry.
 *
 * The sender is checked first (docs/security.md, "The desktop shell"), in the one function that every call passes.
 */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { desktopChannels, type StreamMessage } from '../contract/bridge.ts'
import { callsByName } from '../contract/contract.ts'
import { Failure } from '../contract/failure.ts'
import type { ErrorCode, Result } from '../contract/result.ts'
import type { Core } from '../features/createCore.ts'
import { appOrigin } from './origin.ts'
import { followPage, type PagePresence } from './pagePresence.ts'
import { windowName } from './windows.ts'

type Handler = (sender: WebContents, id: number, input: unknown) => Promise<Result<unknown> | undefined>

/** The calls of one window's page. */
interface PageCalls {
  readonly running: Map<number, AbortController>
  readonly page: PagePresence
}

/**
 * Registers every call of the contract. `isOurWindow` returns whether the app itself opened the window of these
 * contents. A window that navigates, crashes or closes cancels its calls.
 */
export function registerCalls(
  ipcMain: Pick<IpcMain, 'handle' | 'on'>,
  core: Pick<Core, 'call' | 'stream'>,
  isOurWindow: (contents: WebContents) => boolean,
): void {
  const underWay = new Map<WebContents, PageCalls>()

  const callsOf = (sender: WebContents): PageCalls => {
    const known = underWay.get(sender)
    if (known !== undefined) return known
    const running = new Map<number, AbortController>()
    const page = followPage(sender, () => {
      for (const controller of running.values()) controller.abort()
      // The next page starts with its own calls: it gets no answer to a call of this one.
      running.clear()
    })
    const calls = { running, page }
    underWay.set(sender, calls)
    sender.once('destroyed', () => underWay.delete(sender))
    return calls
  }

  const register = (name: string, handler: Handler): void => {
    ipcMain.handle(name, async (event, id: unknown, input: unknown) => {
      // SECURITY: the sender is checked before the input is read.
      if (!isAllowed(event, isOurWindow)) return failure('forbidden-sender', "This window can't call Strongroom.")
      if (typeof id !== 'number' || !Number.isSafeInteger(id) || callsOf(event.sender).running.has(id)) {
        return failure('invalid-input', 'The call has no unique number.')
      }
      return handler(event.sender, id, input)
    })
  }

  /** `isAsked` returns whether the page that made the call still exists. */
  const tracked = async <T>(
    sender: WebContents,
    id: number,
    work: (signal: AbortSignal, isAsked: () => boolean, page: PagePresence) => Promise<T>,
  ): Promise<T> => {
    const { running, page } = callsOf(sender)
    const controller = new AbortController()
    const isAsked = () => running.get(id) === controller
    running.set(id, controller)
    try {
      return await work(controller.signal, isAsked, page)
    } finally {
      if (isAsked()) running.delete(id)
    }
  }

  for (const [name, { kind }] of callsByName) {
    if (kind === 'stream') {
      register(name, (sender, id, input) =>
        tracked(sender, id, async (signal, isAsked, page) => {
          const send = (message: StreamMessage) => {
            if (isAsked() && !sender.isDestroyed()) sender.send(desktopChannels.stream, id, message)
          }
          // A page that may be leaving receives no item, because the item would be lost with it.
          const take = (item: unknown) => {
            const settled = page.settled()
            if (settled === undefined) return send({ item })
            return settled.then(() => send({ item }))
          }
          const result = await core.stream(name, input, take, {
            signal,
            window: windowName(sender),
          })
          await page.settled()
          // On the channel of the items, which keeps the order; the return value of `handle` could overtake them.
          send({ result })
          return undefined
        }),
      )
    } else {
      register(name, (sender, id, input) =>
        tracked(sender, id, (signal) => core.call(name, input, { signal, window: windowName(sender) })),
      )
    }
  }

  ipcMain.on(desktopChannels.cancel, (event, id: unknown) => {
    if (isAllowed(event, isOurWindow) && typeof id === 'number') underWay.get(event.sender)?.running.get(id)?.abort()
  })
}

/**
 * Whether the sender is the main frame of a window of ours that shows the app's own page. A frame that is gone is null,
 * and refused.
 */
function isAllowed(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent | IpcMainEvent, 'sender' | 'senderFrame'>,
  isOurWindow: (contents: WebContents) => boolean,
): boolean {
  return (
    isOurWindow(sender) && senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === appOrigin
  )
}

const failure = (code: ErrorCode, message: string): Result<never> => ({
  ok: false,
  error: new Failure(code, message).error,
})
