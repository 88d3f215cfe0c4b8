/** `protocol`: the app's own schemes, and its handlers. */
import type { Protocol } from 'electron'
import { addScheme } from './addresses.ts'
import { demandReady, readiness } from './runtime.ts'
import { strict } from './strict.ts'

type Handler = Parameters<Protocol['handle']>[1]

const handlers = new Map<string, Handler>()
let registered = false

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (schemes) => {
    if (readiness.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (registered) throw new Error('protocol.registerSchemesAsPrivileged should be called only once')
    registered = true
    for (const scheme of schemes) addScheme(scheme)
  },
  handle: (scheme, handler) => {
    demandReady('protocol.handle can only be used when app is ready')
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
  unhandle: (scheme) => {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
  },
  isProtocolHandled: (scheme) => handlers.has(scheme),
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>)

export const handlerOf = (scheme: string): Handler | undefined => handlers.get(scheme)
