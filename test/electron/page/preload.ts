/**
 * The environment of the preload in its isolated world: Electron's renderer modules, and the transport to and from
 * Node.
 */
import { fromText, toText } from './clone.ts'
import { meetPage } from './worlds.ts'

export interface PreloadFacts {
  /** The function that `Runtime.addBinding` adds to this world only. */
  readonly binding: string
  /** Where Node finds this world's `receive`; a page does not see it while the worlds are separate. */
  readonly transport: string
  readonly contextIsolation: boolean
  readonly inSubFrames: boolean
  readonly webviewTag: boolean
}

type Listener = (event: object, ...values: unknown[]) => void
type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void

/** A message of Node: an answer to a call, or one of `webContents.send`. */
type FromNode =
  | readonly [kind: 'answer', id: number, ok: boolean, content: string]
  | readonly [kind: 'message', channel: string, content: string]

/** Runs `preload` (undefined if there is none) in this frame, unless Electron runs no preload in it. */
export function startPreload(facts: PreloadFacts, preload: Preload | undefined): void {
  const scope = globalThis as unknown as Record<string, unknown>
  const binding = scope[facts.binding] as (text: string) => void
  let isUnloading = false
  const post = (kind: string, name: string, content = '[]', id = 0): void =>
    binding(JSON.stringify([kind, name, content, id, isUnloading]))
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const listeners = new Map<string, Set<Listener>>()
  let lastId = 0

  const ask = (kind: 'invoke' | 'permission', name: string, content: string): Promise<unknown> => {
    lastId += 1
    const answer = Promise.withResolvers<unknown>()
    waiting.set(lastId, answer)
    post(kind, name, content, lastId)
    return answer.promise
  }
  const invoke = async (channel: string, ...values: unknown[]): Promise<unknown> =>
    ask('invoke', channel, toText(values))
  const send = (channel: string, ...values: unknown[]): void => post('send', channel, toText(values))

  const receive = (message: FromNode): void => {
    if (message[0] === 'answer') {
      const [, id, ok, content] = message
      const answer = waiting.get(id)
      waiting.delete(id)
      if (ok) answer?.resolve(fromText(content))
      else answer?.reject(new Error(content))
      return
    }
    const [, channel, content] = message
    const event = { sender: ipcRenderer, ports: [] }
    for (const listener of listeners.get(channel) ?? []) listener(event, ...(fromText(content) as unknown[]))
  }
  Object.defineProperty(globalThis, facts.transport, { value: { receive, invoke, send } })

  const named = <T extends object>(name: string, members: T): T =>
    new Proxy(members, {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && !(key in target) && key !== 'then') {
          throw new Error(`The double of Electron has no ${name}.${key} in a preload.`)
        }
        return Reflect.get(target, key, receiver) as unknown
      },
    })

  const off = (channel: string, listener: Listener) => {
    listeners.get(channel)?.delete(listener)
    return ipcRenderer
  }
  const on = (channel: string, listener: Listener) => {
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
    return ipcRenderer
  }
  const ipcRenderer: object = named('ipcRenderer', { invoke, send, on, off, addListener: on, removeListener: off })

  const contextBridge = named('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown): void => {
      if (world === undefined) throw new Error('contextBridge API can only be used when contextIsolation is enabled')
      world.expose(key, api)
    },
  })

  const electron = named('electron', { contextBridge, ipcRenderer })
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  }
  const require = (name: string): unknown => {
    const bare = name.replace(/^node:/, '')
    if (Object.hasOwn(modules, bare)) return modules[bare]
    if (bare === 'events') throw new Error('The double of Electron has no module events in a preload.')
    throw new Error(`module not found: ${name}`)
  }

  if (window !== window.top && !facts.inSubFrames) return
  // A message that a page sends while it unloads may reach Electron after its frame was replaced.
  window.addEventListener('pagehide', () => (isUnloading = true), { capture: true })
  const world = facts.contextIsolation ? meetPage((name) => ask('permission', name, '[]')) : undefined
  if (window === window.top) report(post)
  if (facts.webviewTag) reportWebviews(post)
  try {
    const module = { exports: {} }
    const { exports } = module
    preload?.(require, module, exports, named('process', { type: 'renderer', contextIsolated: facts.contextIsolation }))
  } catch (problem) {
    const { name, message, stack } = problem as Error
    post('preload-error', JSON.stringify({ name, message, stack }))
  }
}

/** What Electron learns from Chromium itself: the title, and keys that the page did not handle. */
function report(post: (kind: string, name: string) => void): void {
  let title = ''
  const look = (): void => {
    if (document.title === title) return
    ;({ title } = document)
    post('title', title)
  }
  const watch = (): void => {
    look()
    new MutationObserver(look).observe(document.head, { childList: true, subtree: true, characterData: true })
  }
  document.addEventListener('DOMContentLoaded', watch, { once: true })
  window.addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat } = event
    if (!ctrlKey && !metaKey && !altKey && !/^F\d+$/.test(key)) return
    // After every listener of the page: a key that one of them handled is not for the menu.
    setTimeout(() => {
      if (!event.defaultPrevented && !repeat)
        post('key', JSON.stringify({ key, code, ctrlKey, metaKey, altKey, shiftKey }))
    })
  })
}

/** If the window has the tag enabled, Electron attaches each one; otherwise it is an unknown element. */
function reportWebviews(post: (kind: string, name: string) => void): void {
  const seen = new Set<Element>()
  const look = (): void => {
    for (const view of document.querySelectorAll('webview[src]')) {
      if (seen.has(view)) continue
      seen.add(view)
      post('webview', view.getAttribute('src') ?? '')
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributeFilter: ['src'] })
}
