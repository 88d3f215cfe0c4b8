/** The page's end of the bridge, and Chromium's refusals for pages of the app's own schemes. */
import { worldEnd, type WorldEnd, worldEvents } from './worlds.ts'

type AnyFunction = (...values: unknown[]) => unknown

/**
 * The page's end. Must run before any script of the page and before the preload, which passes it the node. A frame
 * without a preload keeps the listener: firing it there only creates an end without a counterpart. `fetchSchemes` are
 * the app's own schemes that a page may `fetch`.
 */
export function awaitPreload(fetchSchemes: readonly string[]): void {
  const meet = (event: Event): void => {
    event.stopImmediatePropagation()
    const pipe = (event as MouseEvent).relatedTarget as EventTarget
    askForPermissions(worldEnd(pipe, worldEvents.page, worldEvents.preload))
  }
  window.addEventListener(worldEvents.meet, meet, { once: true, capture: true })
  refuseServiceWorkers()
  refuseFetch(fetchSchemes)
}

/** Chromium refuses to fetch from a scheme without `supportFetchAPI` before any request leaves. */
function refuseFetch(schemes: readonly string[]): void {
  const native = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const { hostname } = new URL(input instanceof Request ? input.url : String(input), document.baseURI)
    const own = /\.([a-z][a-z0-9+-]*)\.invalid$/.exec(hostname)?.[1]
    if (own !== undefined && !schemes.includes(own)) throw new TypeError('Failed to fetch')
    return native(input, init)
  }
}

/** Chromium registers none for a scheme without `allowServiceWorkers`, which the double does not have. */
function refuseServiceWorkers(): void {
  const { ServiceWorkerContainer: container } = globalThis as unknown as Record<
    string,
    { prototype: object } | undefined
  >
  if (container === undefined) return
  const value = async (): Promise<never> => {
    throw new TypeError('Failed to register a ServiceWorker: The URL protocol of the current origin is not supported.')
  }
  Object.defineProperty(container.prototype, 'register', {
    value,
    writable: true,
    configurable: true,
    enumerable: true,
  })
}

/**
 * Chromium reports a page's permission requests to no one, so each function that needs a permission asks the main
 * process first.
 */
function askForPermissions({ askPermission }: WorldEnd): void {
  const asking = (owner: object | undefined, method: string, permission: string): void => {
    const native = owner === undefined ? undefined : (Reflect.get(owner, method) as AnyFunction | undefined)
    if (owner === undefined || native === undefined) return
    const value = async function (this: unknown, ...values: unknown[]): Promise<unknown> {
      await askPermission(permission)
      return Reflect.apply(native, this, values)
    }
    Object.defineProperty(owner, method, { value, writable: true, configurable: true, enumerable: true })
  }
  const scope = globalThis as unknown as Record<string, { readonly prototype: object } | undefined>
  asking(scope['Notification'], 'requestPermission', 'notifications')
  asking(scope['Clipboard']?.prototype, 'read', 'clipboard-read')
  asking(scope['Clipboard']?.prototype, 'readText', 'clipboard-read')
  asking(scope['Clipboard']?.prototype, 'write', 'clipboard-sanitized-write')
  asking(scope['Clipboard']?.prototype, 'writeText', 'clipboard-sanitized-write')
  asking(scope['Geolocation']?.prototype, 'getCurrentPosition', 'geolocation')
  asking(scope['MediaDevices']?.prototype, 'getUserMedia', 'media')
}
