/**
 * The client: every call of the contract as a typed function, over whichever shell this page runs in.
 *
 *     const result = await bridge.kv.read({ at }, signal)
 *     for await (const status of bridge.server.watch({ profileId }, signal)) …
 */
import type { Pipe } from '../../electron/contract/bridge.ts'
import type { Client } from '../../electron/contract/contract.ts'
import { callKinds } from '../../electron/contract/kinds.ts'
import { desktopPipe } from './desktopPipe.ts'
import { noteConnection } from './errorSource.ts'
import { loopbackPipe, type LoopbackPipe } from './loopbackPipe.ts'
import { runStream } from './runningStream.ts'

/** The typed client over a pipe. The contract's own list of names and kinds defines its shape. */
export function clientOver(pipe: Pipe): Client {
  const topics = Object.entries(callKinds).map(([topic, calls]) => {
    const functions = Object.entries(calls).map(([call, kind]) => {
      const name = `${topic}.${call}`
      const run =
        kind === 'stream'
          ? (input: unknown, signal?: AbortSignal) => runStream(pipe, name, input, signal)
          : async (input: unknown, signal?: AbortSignal) => noteConnection(await pipe.call(name, input, signal), input)
      return [call, run] as const
    })
    return [topic, Object.fromEntries(functions)] as const
  })
  return Object.fromEntries(topics) as Client
}

const desktop = globalThis.window?.strongroom
const pipe: Pipe & Partial<Pick<LoopbackPipe, 'endSession'>> =
  desktop === undefined ? loopbackPipe() : desktopPipe(desktop)

/** Which shell this page runs in. */
export const shell = pipe.shell

/** Ends the session of this browser with all its tabs; null in the desktop shell, which has none. */
export const endSession = pipe.endSession ?? null

export const bridge: Client = clientOver(pipe)
