/** The pipe of the desktop shell: over `window.strongroom`, which the preload exposes. */
import type { DesktopBridge, DesktopCall, Pipe } from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'
import { canceled, failed } from './callFailure.ts'

/** The pipe over the preload's functions. Calls are numbered here, because an AbortSignal cannot cross the worlds. */
export function desktopPipe(desktop: DesktopBridge): Pipe {
  let lastId = 0

  async function run(
    name: string,
    input: unknown,
    onItem: ((item: unknown) => void) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Result<unknown>> {
    const call = callNamed(desktop, name)
    if (call === undefined) return failed('invalid-input', 'There is no such call.')
    if (signal?.aborted === true) return canceled
    lastId += 1
    const id = lastId
    const cancel = () => desktop.cancel(id)
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      return await call(id, input, onItem)
    } catch {
      // A value that cannot be cloned between the worlds throws.
      return failed('internal', 'The call could not be handed to Strongroom.')
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    shell: 'electron',
    call: (name, input, signal) => run(name, input, undefined, signal),
    stream: (name, input, onItem, signal) => run(name, input, onItem, signal),
  }
}

function callNamed(desktop: DesktopBridge, name: string): DesktopCall | undefined {
  const [topic = '', call = ''] = name.split('.')
  const topics = desktop as unknown as Readonly<Record<string, Readonly<Record<string, DesktopCall>> | undefined>>
  return topics[topic]?.[call]
}
