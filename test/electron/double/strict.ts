/** Everything that the double lacks throws by its name, so that no part of Electron is silently missing. */
import { EventEmitter } from 'node:events'

/** Members that runtimes and test runners look up on any object. */
const askedOfAll = new Set<string | symbol>([
  'then',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  '$$typeof',
  '_events',
  '_eventsCount',
  '_maxListeners',
  'domain',
])

/** Returns the same object, but reading a member that it does not have throws. */
export function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && !(key in target) && !askedOfAll.has(key)) {
        throw new Error(`The double of Electron has no ${name}.${key}.`)
      }
      return Reflect.get(target, key, receiver) as unknown
    },
  })
}

/** The base of Electron's objects that emit events. In a derived class, `this` is always the strict object. */
export class StrictEmitter extends EventEmitter {
  constructor(name: string) {
    super()
    // oxlint-disable-next-line no-constructor-return
    return strict(name, this)
  }
}

/** The base of Electron's objects that do not emit events. */
// oxlint-disable-next-line no-extraneous-class
export abstract class StrictObject {
  constructor(name: string) {
    // oxlint-disable-next-line no-constructor-return
    return strict(name, this)
  }
}

export interface Preventable {
  readonly defaultPrevented: boolean
  preventDefault(): void
}

/** An event as Electron passes it to listeners. */
export function preventable<T extends object>(facts: T): T & Preventable {
  let prevented = false
  return Object.defineProperties({ ...facts, preventDefault: () => void (prevented = true) } as T & Preventable, {
    ...Object.getOwnPropertyDescriptors(facts),
    defaultPrevented: { get: () => prevented, enumerable: true },
  })
}

/** Emits an event. Returns whether a listener prevented it. */
export function isPrevented(emitter: EventEmitter, name: string, facts: object, ...more: unknown[]): boolean {
  const event = preventable(facts)
  emitter.emit(name, event, ...more)
  return event.defaultPrevented
}
