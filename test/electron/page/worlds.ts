/**
 * One end of the context bridge: what crosses between the preload's isolated world and the page's own. It runs in both,
 * over a private DOM node that only the two ends hold. Functions and promises stay where they are and are called from
 * afar; all else is cloned by Chromium, because an event's `detail` is another one in each world.
 */

type Packed = readonly [kind: 'value' | 'function' | 'promise' | 'error' | 'array' | 'object', content: unknown]

type Message =
  | { readonly kind: 'expose'; readonly key: string; readonly value: Packed }
  | { readonly kind: 'call'; readonly call: number; readonly id: number; readonly values: readonly Packed[] }
  | { readonly kind: 'return'; readonly call: number; readonly ok: boolean; readonly value: Packed }
  | { readonly kind: 'settle'; readonly id: number; readonly ok: boolean; readonly value: Packed }
  | { readonly kind: 'release'; readonly id: number }

export interface WorldEnd {
  /** For the isolated end: puts an object into the page's `window`. Throws when the name is taken. */
  expose(key: string, api: unknown): void
}

/** `here` and `there` are the names of the events that come in and go out. */
export function worldEnd(pipe: EventTarget, here: string, there: string): WorldEnd {
  // What a page may overwrite later is taken now.
  const dispatch = EventTarget.prototype.dispatchEvent.bind(pipe)
  const Custom = CustomEvent
  const { apply } = Reflect
  const { defineProperty, freeze, entries } = Object
  // oxlint-disable-next-line unbound-method
  const { toString } = Object.prototype
  const tagOf = (value: unknown): string => apply(toString, value, [])
  // oxlint-disable-next-line unbound-method
  const { then } = Promise.prototype
  const clone = structuredClone
  const deepest = 1000

  const functions = new Map<number, (...values: unknown[]) => unknown>()
  const promises = new Map<number, PromiseWithResolvers<unknown>>()
  const returns = new Map<number, { readonly ok: boolean; readonly value: Packed }>()
  let last = 0
  const next = () => (last += 1)
  const send = (message: Message) => void dispatch(new Custom(there, { detail: message }))
  const released = new FinalizationRegistry<number>((id) => send({ kind: 'release', id }))

  function pack(value: unknown, depth = 0): Packed {
    if (depth > deepest) {
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      )
    }
    if (typeof value === 'function') {
      const id = next()
      functions.set(id, value as (...values: unknown[]) => unknown)
      return ['function', id]
    }
    if (typeof value !== 'object' || value === null) return ['value', cloned(value)]
    switch (tagOf(value)) {
      case '[object Promise]': {
        const id = next()
        const settle = (ok: boolean) => (result: unknown) => send({ kind: 'settle', id, ...attempt(ok, () => result) })
        void apply(then, value, [settle(true), settle(false)])
        return ['promise', id]
      }
      case '[object Error]':
      case '[object DOMException]':
        return ['error', { message: (value as Error).message, stack: (value as Error).stack }]
      case '[object Array]':
        return ['array', (value as unknown[]).map((item) => pack(item, depth + 1))]
      case '[object Object]':
        return ['object', entries(value).map(([key, item]) => [key, pack(item, depth + 1)])]
      default:
        return ['value', cloned(value)]
    }
  }

  function cloned(value: unknown): unknown {
    try {
      return clone(value)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }

  function unpack([kind, content]: Packed): unknown {
    switch (kind) {
      case 'function':
        return remote(content as number)
      case 'promise': {
        const waiting = Promise.withResolvers<unknown>()
        promises.set(content as number, waiting)
        return waiting.promise
      }
      case 'error': {
        const { message, stack } = content as { message: string; stack: string }
        return Object.assign(new Error(message), { stack })
      }
      case 'array':
        return (content as Packed[]).map(unpack)
      case 'object': {
        const object = {}
        for (const [key, item] of content as [string, Packed][]) {
          defineProperty(object, key, { value: unpack(item), enumerable: true, writable: true, configurable: true })
        }
        return object
      }
      default:
        return content
    }
  }

  function remote(id: number): (...values: unknown[]) => unknown {
    const proxy = (...values: unknown[]): unknown => {
      const call = next()
      send({ kind: 'call', call, id, values: values.map((value) => pack(value)) })
      const result = returns.get(call)
      returns.delete(call)
      if (result === undefined) throw new Error('the other world has gone')
      const value = unpack(result.value)
      if (result.ok) return value
      throw value
    }
    released.register(proxy, id)
    return proxy
  }

  function attempt(ok: boolean, work: () => unknown): { readonly ok: boolean; readonly value: Packed } {
    try {
      return { ok, value: pack(work()) }
    } catch (problem) {
      return { ok: false, value: pack(problem) }
    }
  }

  function receive(message: Message): void {
    switch (message.kind) {
      case 'call': {
        const { call, id, values } = message
        send({ kind: 'return', call, ...attempt(true, () => functions.get(id)?.(...values.map(unpack))) })
        return
      }
      case 'return':
        returns.set(message.call, message)
        return
      case 'settle': {
        const waiting = promises.get(message.id)
        promises.delete(message.id)
        if (message.ok) waiting?.resolve(unpack(message.value))
        else waiting?.reject(unpack(message.value))
        return
      }
      case 'release':
        functions.delete(message.id)
        return
      case 'expose':
        defineProperty(globalThis, message.key, { value: deepFrozen(unpack(message.value)), enumerable: true })
    }
  }

  function deepFrozen(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFrozen(item)
    return freeze(value)
  }

  pipe.addEventListener(here, (event) => receive((event as CustomEvent<Message>).detail))

  return { expose: (key, api) => send({ kind: 'expose', key, value: pack(api) }) }
}

/** The names of the events, by the world that hears them. */
export const worldEvents = { page: 'to-page', preload: 'to-preload', meet: 'double-of-electron' } as const

/**
 * The page's end. It must run before any script of the page and before the preload, which hands it the node. A frame
 * without a preload keeps the listener: whoever fires it there only gets an end without another.
 */
export function awaitPreload(): void {
  const meet = (event: Event): void => {
    event.stopImmediatePropagation()
    worldEnd((event as MouseEvent).relatedTarget as EventTarget, worldEvents.page, worldEvents.preload)
  }
  window.addEventListener(worldEvents.meet, meet, { once: true, capture: true })
}

/** The preload's end. */
export function meetPage(): WorldEnd {
  const pipe = document.createElement('span')
  window.dispatchEvent(new MouseEvent(worldEvents.meet, { relatedTarget: pipe }))
  return worldEnd(pipe, worldEvents.preload, worldEvents.page)
}
