/**
 * The calls of the window. One channel a call, named as the contract names it; there is no other way in.
 *
 * Who is asking comes first (docs/security.md, "The desktop shell"), in the one place that every call goes through.
 */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { desktopChannels, type StreamMessage } from '../contract/bridge.ts'
import { callsByName } from '../contract/contract.ts'
import { Failure } from '../contract/failure.ts'
import type { ErrorCode, Result } from '../contract/result.ts'
import type { Core } from '../core/create.ts'
import { appOrigin } from './origin.ts'
import { windowName } from './windows.ts'

type Handler = (sender: WebContents, id: number, input: unknown) => Promise<Result<unknown> | undefined>

/**
 * Registers every call of the contract. `isOurWindow` knows the contents of the windows that the app itself opened.
 * A window that navigates, crashes or closes cancels what it had asked for.
 */
export function registerCalls(
  ipcMain: Pick<IpcMain, 'handle' | 'on'>,
  core: Pick<Core, 'call' | 'stream'>,
  isOurWindow: (contents: WebContents) => boolean,
): void {
  const underWay = new Map<WebContents, Map<number, AbortController>>()

  const callsOf = (sender: WebContents): Map<number, AbortController> => {
    const known = underWay.get(sender)
    if (known !== undefined) return known
    const calls = new Map<number, AbortController>()
    underWay.set(sender, calls)
    onPageEnd(sender, () => {
      for (const controller of calls.values()) controller.abort()
      // The next page counts from the start again: what this one asked for is not answered to that one.
      calls.clear()
    })
    sender.once('destroyed', () => underWay.delete(sender))
    return calls
  }

  const register = (name: string, handler: Handler): void => {
    ipcMain.handle(name, async (event, id: unknown, input: unknown) => {
      // SECURITY: before anything is looked at, who asks.
      if (!isAllowed(event, isOurWindow)) return failure('forbidden-sender', 'This window may not call Strongroom.')
      if (typeof id !== 'number' || !Number.isSafeInteger(id) || callsOf(event.sender).has(id)) {
        return failure('invalid-input', 'The call has no number of its own.')
      }
      return handler(event.sender, id, input)
    })
  }

  /** `isAsked` says whether the page that made the call is still there. */
  const tracked = async <T>(
    sender: WebContents,
    id: number,
    work: (signal: AbortSignal, isAsked: () => boolean) => Promise<T>,
  ): Promise<T> => {
    const calls = callsOf(sender)
    const controller = new AbortController()
    const isAsked = () => calls.get(id) === controller
    calls.set(id, controller)
    try {
      return await work(controller.signal, isAsked)
    } finally {
      if (isAsked()) calls.delete(id)
    }
  }

  for (const [name, { kind }] of callsByName) {
    if (kind === 'stream') {
      register(name, (sender, id, input) =>
        tracked(sender, id, async (signal, isAsked) => {
          const send = (message: StreamMessage) => {
            if (isAsked() && !sender.isDestroyed()) sender.send(desktopChannels.stream, id, message)
          }
          const result = await core.stream(name, input, (item) => send({ item }), {
            signal,
            window: windowName(sender),
          })
          // On the channel of the items, which keeps their order; the answer of `handle` could overtake them.
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
    if (isAllowed(event, isOurWindow) && typeof id === 'number') underWay.get(event.sender)?.get(id)?.abort()
  })
}

/** The main frame of a window of ours, while it shows the app's own page. A frame that is gone is null: refused. */
function isAllowed(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent | IpcMainEvent, 'sender' | 'senderFrame'>,
  isOurWindow: (contents: WebContents) => boolean,
): boolean {
  return (
    isOurWindow(sender) && senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === appOrigin
  )
}

function onPageEnd(contents: WebContents, end: () => void): void {
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) end()
  })
  contents.on('render-process-gone', end)
  contents.on('destroyed', end)
}

const failure = (code: ErrorCode, message: string): Result<never> => ({
  ok: false,
  error: new Failure(code, message).error,
})
