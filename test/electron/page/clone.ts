/**
 * The structured clone algorithm as text: Electron applies it to every message between its processes. This code runs on
 * both sides, in Node and in the page, so it uses only the language and `structuredClone`.
 */

const refusal = 'An object could not be cloned.'

/**
 * Returns a value as text. Throws as Electron does for a function, a symbol, a promise, or anything else that has no
 * clone.
 */
export function toText(value: unknown): string {
  let clone: unknown
  try {
    clone = structuredClone(value)
  } catch {
    throw new Error(refusal)
  }
  const seen = new Map<object, number>()
  return JSON.stringify(encode(clone))

  function encode(one: unknown): unknown {
    switch (typeof one) {
      case 'undefined':
        return ['u']
      case 'bigint':
        return ['i', String(one)]
      case 'number':
        return Number.isFinite(one) && !Object.is(one, -0) ? one : ['n', Object.is(one, -0) ? '-0' : String(one)]
      case 'object':
        return one === null ? null : encodeObject(one)
      default:
        return one
    }
  }

  function encodeObject(one: object): unknown {
    const known = seen.get(one)
    if (known !== undefined) return ['r', known]
    seen.set(one, seen.size)
    if (Array.isArray(one)) return ['a', ...one.map(encode)]
    if (one instanceof Date) return ['d', one.getTime()]
    if (one instanceof RegExp) return ['x', one.source, one.flags]
    if (one instanceof Map) return ['m', ...[...one].map(([key, item]) => [encode(key), encode(item)])]
    if (one instanceof Set) return ['s', ...[...one].map(encode)]
    if (one instanceof Error) return ['e', one.name, one.message, one.stack]
    if (one instanceof ArrayBuffer) return ['b', base64(new Uint8Array(one))]
    if (ArrayBuffer.isView(one)) {
      return ['t', one.constructor.name, base64(new Uint8Array(one.buffer, one.byteOffset, one.byteLength))]
    }
    const kind = Object.prototype.toString.call(one)
    if (/^\[object (?:Boolean|Number|String)\]$/.test(kind)) return ['o', one.valueOf()]
    // Blobs, files and the like have a clone in the page, but not in another process.
    if (kind !== '[object Object]') throw new Error(refusal)
    const members: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(one)) {
      Object.defineProperty(members, key, { value: encode(item), enumerable: true })
    }
    return members
  }

  function base64(bytes: Uint8Array): string {
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return btoa(text)
  }
}

/** Returns the value that `toText` wrote. */
export function fromText(text: string): unknown {
  const seen: object[] = []
  return decode(JSON.parse(text))

  function keep<T extends object>(one: T): T {
    seen.push(one)
    return one
  }

  function decode(one: unknown): unknown {
    if (typeof one !== 'object' || one === null) return one
    if (Array.isArray(one)) return decodeTagged(one as [string, ...unknown[]])
    const object = keep<Record<string, unknown>>({})
    for (const [key, item] of Object.entries(one)) {
      Object.defineProperty(object, key, { value: decode(item), enumerable: true, writable: true, configurable: true })
    }
    return object
  }

  function decodeTagged([tag, ...rest]: [string, ...unknown[]]): unknown {
    const [first, second, third] = rest as [string, string, string]
    switch (tag) {
      case 'u':
        return undefined
      case 'i':
        return BigInt(first)
      case 'n':
        return Number(first)
      case 'r':
        return seen[Number(first)]
      case 'a': {
        const list = keep<unknown[]>([])
        for (const item of rest) list.push(decode(item))
        return list
      }
      case 'd':
        return keep(new Date(Number(first)))
      case 'x':
        return keep(new RegExp(first, second))
      case 'm': {
        const map = keep(new Map())
        for (const [key, item] of rest as [unknown, unknown][]) map.set(decode(key), decode(item))
        return map
      }
      case 's': {
        const set = keep(new Set())
        for (const item of rest) set.add(decode(item))
        return set
      }
      case 'e':
        return keep(Object.assign(new Error(second), { name: first, stack: third }))
      case 'b':
        return keep(bytesOf(first).buffer)
      case 't':
        return keep(viewOf(first, bytesOf(second).buffer))
      default:
        return keep(new Object(first) as object)
    }
  }

  function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  }

  function viewOf(name: string, buffer: ArrayBuffer): object {
    const views: Record<string, new (buffer: ArrayBuffer) => object> = {
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
      DataView,
      Buffer: Uint8Array,
    }
    const View = views[name] ?? Uint8Array
    return new View(buffer)
  }
}
