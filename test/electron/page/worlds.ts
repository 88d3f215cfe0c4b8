/**
 * One end of the context bridge, for values that cross between the preload's isolated world and the page's own. The
 * code runs in both, over a private DOM node that only the two ends hold. Functions and promises stay in their world
 * and are called from the other end. Which values cross, and how, follows Electron's
 * shell/renderer/api/electron_api_context_bridge.cc.
 */

/** One value of a parcel; arrays and objects refer to their members by index, so that cycles can cross. */
type Node =
  | readonly [kind: 'value', value: unknown]
  | readonly [kind: 'error', message: string, isTypeError: boolean]
  | readonly [kind: 'symbol', id: number, description: string | undefined]
  | readonly [kind: 'function' | 'promise' | 'own function' | 'own symbol', id: number]
  | readonly [kind: 'array', items: readonly number[]]
  | readonly [kind: 'object', entries: readonly (readonly [key: number, value: number])[]]

interface Parcel {
  readonly nodes: readonly Node[]
  readonly roots: readonly number[]
}

type Outcome = { readonly ok: boolean; readonly parcel: Parcel }

type Message =
  | { readonly kind: 'expose'; readonly call: number; readonly key: string; readonly parcel: Parcel }
  | { readonly kind: 'call'; readonly call: number; readonly id: number; readonly parcel: Parcel }
  | ({ readonly kind: 'return'; readonly call: number } & Outcome)
  | ({ readonly kind: 'settle'; readonly id: number } & Outcome)
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'permission'; readonly id: number; readonly name: string }

type AnyFunction = (...values: unknown[]) => unknown

export interface WorldEnd {
  /** For the isolated end: puts an object into the page's `window`. Throws if the name is taken. */
  expose(key: string, api: unknown): void
  /** For the page's end: resolves when the main process has been asked for a permission. */
  askPermission(this: void, name: string): Promise<unknown>
}

/** `here` and `there` are the names of the incoming and outgoing events. `decide` asks for a permission. */
export function worldEnd(
  pipe: EventTarget,
  here: string,
  there: string,
  decide: (name: string) => Promise<unknown> = async () => undefined,
): WorldEnd {
  // Globals that a page may overwrite later are captured now.
  const dispatch = EventTarget.prototype.dispatchEvent.bind(pipe)
  const Custom = CustomEvent
  const { apply, set, ownKeys } = Reflect
  const { defineProperty, freeze, values: valuesOf, getOwnPropertyDescriptor } = Object
  const { isArray } = Array
  // oxlint-disable-next-line unbound-method
  const { toString } = Object.prototype
  // oxlint-disable-next-line unbound-method
  const { then } = Promise.prototype
  const clone = structuredClone
  const deepest = 1000
  // Every other object crosses as a plain object with its own enumerable properties, regardless of its class.
  const serialized = [
    Date,
    RegExp,
    Map,
    Set,
    WeakMap,
    WeakSet,
    ArrayBuffer,
    Boolean,
    Number,
    String,
    Symbol,
    BigInt,
    Blob,
  ]

  const functions = new Map<number, AnyFunction>()
  const remoteIds = new WeakMap<AnyFunction, number>()
  const symbols = new Map<number, symbol>()
  const symbolIds = new Map<symbol, number>()
  const remoteSymbols = new Map<number, symbol>()
  const remoteSymbolIds = new Map<symbol, number>()
  const promises = new Map<number, PromiseWithResolvers<unknown>>()
  const returns = new Map<number, Outcome>()
  let last = 0
  const next = () => (last += 1)
  const send = (message: Message) => void dispatch(new Custom(there, { detail: message }))
  const released = new FinalizationRegistry<number>((id) => send({ kind: 'release', id }))

  function parcelOf(values: readonly unknown[]): Parcel {
    const nodes: Node[] = []
    const cache = new Map<unknown, number>()
    const put = (node: Node): number => nodes.push(node) - 1
    const keep = (value: unknown, node: Node): number => {
      const index = put(node)
      cache.set(value, index)
      return index
    }
    const pack = (value: unknown, depth: number): number => {
      if (depth >= deepest) {
        throw new TypeError(
          'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
        )
      }
      if (typeof value === 'symbol') return put(symbolNode(value))
      if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return put(['value', value])
      const known = cache.get(value)
      if (known !== undefined) return known
      if (typeof value === 'function') return keep(value, functionNode(value as AnyFunction))
      if (value instanceof Promise) return keep(value, ['promise', follow(value)])
      if (value instanceof Error && !(value instanceof DOMException)) return put(errorNode(value))
      if (isArray(value)) {
        // Stored only once it is complete: an array that contains itself is too deep.
        const items: number[] = []
        for (let index = 0; index < value.length; index++) items.push(pack(value[index], depth + 1))
        return keep(value, ['array', items])
      }
      if (value instanceof Element) throw new Error('The double of Electron passes no elements over the bridge.')
      if (ArrayBuffer.isView(value) || serialized.some((kind) => value instanceof kind) || isArguments(value)) {
        return keep(value, ['value', cloned(value)])
      }
      const entries: [number, number][] = []
      const index = keep(value, ['object', entries])
      for (const key of ownKeys(value)) {
        if (getOwnPropertyDescriptor(value, key)?.enumerable !== true) continue
        const item = read(value, key)
        entries.push([pack(key, 0), pack(item, depth + 2)])
      }
      return index
    }
    const roots = values.map((value) => pack(value, 0))
    return { nodes, roots }
  }

  const isArguments = (value: unknown): boolean => apply(toString, value, []) === '[object Arguments]'

  function read(value: object, key: string | symbol): unknown {
    try {
      return (value as Record<string | symbol, unknown>)[key]
    } catch (problem) {
      // Electron passes on only the message.
      // oxlint-disable-next-line preserve-caught-error
      throw new Error(messageOf(problem))
    }
  }

  function symbolNode(value: symbol): Node {
    const own = remoteSymbolIds.get(value)
    if (own !== undefined) return ['own symbol', own]
    const id = symbolIds.get(value) ?? next()
    symbolIds.set(value, id)
    symbols.set(id, value)
    return ['symbol', id, value.description]
  }

  function functionNode(value: AnyFunction): Node {
    const own = remoteIds.get(value)
    if (own !== undefined) return ['own function', own]
    const id = next()
    functions.set(id, value)
    return ['function', id]
  }

  /** Only the message crosses; the other end creates a new `Error` from it. */
  function errorNode(problem: Error): Node {
    const { message } = problem
    return ['error', typeof message === 'string' ? message : `Uncaught ${String(problem)}`, false]
  }

  function follow(promise: Promise<unknown>): number {
    const id = next()
    const settle = (ok: boolean) => (result: unknown) => send({ kind: 'settle', id, ...outcome(ok, result) })
    void apply(then, promise, [settle(true), settle(false)])
    return id
  }

  function cloned(value: unknown): unknown {
    try {
      return clone(value)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }

  function valuesIn({ nodes, roots }: Parcel): unknown[] {
    const made = new Map<number, unknown>()
    const keep = <T>(index: number, value: T): T => {
      made.set(index, value)
      return value
    }
    const unpack = (index: number): unknown => {
      if (made.has(index)) return made.get(index)
      const node = nodes[index] ?? ['value', undefined]
      switch (node[0]) {
        case 'value':
          return keep(index, node[1])
        case 'error':
          return keep(index, node[2] ? new TypeError(node[1]) : new Error(node[1]))
        case 'symbol':
          return keep(index, remoteSymbol(node[1], node[2]))
        case 'own symbol':
          return keep(index, symbols.get(node[1]))
        case 'function':
          return keep(index, remote(node[1]))
        case 'own function':
          return keep(index, functions.get(node[1]))
        case 'promise': {
          const waiting = Promise.withResolvers<unknown>()
          promises.set(node[1], waiting)
          return keep(index, waiting.promise)
        }
        case 'array': {
          const list: unknown[] = keep(index, [])
          for (const item of node[1]) list.push(unpack(item))
          return list
        }
        case 'object': {
          const object = keep(index, {})
          // Electron assigns: a member called `__proto__` becomes the prototype, or is lost.
          for (const [key, item] of node[1]) set(object, unpack(key) as string, unpack(item))
          return object
        }
      }
    }
    return roots.map(unpack)
  }

  function remoteSymbol(id: number, description: string | undefined): symbol {
    const made = remoteSymbols.get(id) ?? Symbol(description)
    remoteSymbols.set(id, made)
    remoteSymbolIds.set(made, id)
    return made
  }

  function remote(id: number): AnyFunction {
    const proxy = (...values: unknown[]): unknown => {
      const call = next()
      send({ kind: 'call', call, id, parcel: parcelOf(values) })
      return returned(call)
    }
    released.register(proxy, id)
    remoteIds.set(proxy, id)
    return proxy
  }

  function returned(call: number): unknown {
    const result = returns.get(call)
    returns.delete(call)
    if (result === undefined) throw new Error('the other world has gone')
    const [value] = valuesIn(result.parcel)
    if (result.ok) return value
    throw value
  }

  function outcome(ok: boolean, value: unknown): Outcome {
    try {
      return { ok, parcel: parcelOf([value]) }
    } catch (problem) {
      // A value that cannot cross becomes an error at the other end, with the message of this one.
      const { message } = problem as Error
      return { ok: false, parcel: { nodes: [['error', message, problem instanceof TypeError]], roots: [0] } }
    }
  }

  function messageOf(problem: unknown): string {
    const unknown =
      'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'
    if ((typeof problem !== 'object' && typeof problem !== 'function') || problem === null) return unknown
    try {
      const { message } = problem as { readonly message?: unknown }
      return typeof message === 'string' ? message : unknown
    } catch {
      return unknown
    }
  }

  function run(work: () => unknown): Outcome {
    let value: unknown
    try {
      value = work()
    } catch (problem) {
      return outcome(false, new Error(messageOf(problem)))
    }
    return outcome(true, value)
  }

  function receive(message: Message): void {
    switch (message.kind) {
      case 'call': {
        const { call, id, parcel } = message
        send({ kind: 'return', call, ...run(() => functions.get(id)?.(...valuesIn(parcel))) })
        return
      }
      case 'return':
        returns.set(message.call, message)
        return
      case 'settle': {
        const waiting = promises.get(message.id)
        promises.delete(message.id)
        const [value] = valuesIn(message.parcel)
        if (message.ok) waiting?.resolve(value)
        else waiting?.reject(value)
        return
      }
      case 'release':
        functions.delete(message.id)
        return
      case 'permission': {
        const { id, name } = message
        const done = () => send({ kind: 'settle', id, ...outcome(true, undefined) })
        void apply(then, decide(name), [done, done])
        return
      }
      case 'expose': {
        const { call, key, parcel } = message
        const expose = (): void => {
          if (key in globalThis) {
            throw new Error('Cannot bind an API on top of an existing property on the window object')
          }
          const [api] = valuesIn(parcel)
          deepFreeze(api, new Set())
          defineProperty(globalThis, key, { value: api, enumerable: true })
        }
        send({ kind: 'return', call, ...run(expose) })
      }
    }
  }

  function deepFreeze(value: unknown, seen: Set<unknown>): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
    if (seen.has(value) || ArrayBuffer.isView(value)) return
    seen.add(value)
    for (const item of valuesOf(value)) deepFreeze(item, seen)
    freeze(value)
  }

  pipe.addEventListener(here, (event) => receive((event as CustomEvent<Message>).detail))

  return {
    expose: (key, api) => {
      const call = next()
      send({ kind: 'expose', call, key, parcel: parcelOf([api]) })
      returned(call)
    },
    askPermission: (name) => {
      const id = next()
      const waiting = Promise.withResolvers<unknown>()
      promises.set(id, waiting)
      send({ kind: 'permission', id, name })
      return waiting.promise
    },
  }
}

/** The names of the events, by the world that receives them. */
export const worldEvents = { page: 'to-page', preload: 'to-preload', meet: 'double-of-electron' } as const

/** The preload's end. */
export function meetPage(decide: (name: string) => Promise<unknown>): WorldEnd {
  const pipe = document.createElement('span')
  window.dispatchEvent(new MouseEvent(worldEvents.meet, { relatedTarget: pipe }))
  return worldEnd(pipe, worldEvents.preload, worldEvents.page, decide)
}
