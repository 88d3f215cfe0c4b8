import { cubbyholeMount } from '../../vault/serverPaths.ts'
import { createCubbyholeAccess } from './cubbyholeAccess.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'
import { copyValue } from '../../core/kv/copyValue.ts'
import { kvHandlers } from './handlers.ts'

/** The handlers of KV 1 on the cubbyhole of the token: the same reads, fingerprints, consent and files. */
export function cubbyholeSecretHandlers(services: Services): Handlers<'cubbyhole'> {
  const kv = kvHandlers({ ...services, ...createCubbyholeAccess(services) })
  const copy = copyValue(services, kv.reveal)
  const inCubbyhole = <T extends { readonly at: { readonly profileId: string; readonly path: string } }>(input: T) => ({
    ...input,
    at: { ...input.at, mount: cubbyholeMount },
  })
  return {
    list: (input, context) => kv.list({ ...input, mount: cubbyholeMount }, context),
    read: (input, context) => kv.read(inCubbyhole(input), context),
    reveal: (input, context) => kv.reveal(inCubbyhole(input), context),
    saveValue: (input, context) => kv.saveValue(inCubbyhole(input), context),
    copyValue: (input, context) => copy(inCubbyhole(input), context),
    write: (input, context) => kv.write(inCubbyhole(input), context),
    remove: (input, context) => kv.deleteLatest(inCubbyhole(input), context),
  }
}
