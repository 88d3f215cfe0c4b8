/**
 * The narrow pipe between a window and the core, the same for both shells. `renderer/lib/bridge.ts` builds the typed
 * client over it; the Electron preload and the loopback client are its two implementations.
 */
import type { Result } from './result.ts'

export interface Pipe {
  readonly shell: 'electron' | 'loopback'
  /** One question, one `Result`. `signal` cancels it. */
  call(name: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>
  /** Calls `onItem` for every item, in order; the promise is the summary. */
  stream(name: string, input: unknown, onItem: (item: unknown) => void, signal?: AbortSignal): Promise<Result<unknown>>
}
