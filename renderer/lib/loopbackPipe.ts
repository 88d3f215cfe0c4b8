/** The pipe of the loopback shell: the channel to the Strongroom that served this page. */
import type { Pipe } from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'
import { cancelled } from './callFailure.ts'
import { openChannel, type Channel } from './loopbackChannel.ts'

/** The pipe over a WebSocket. It opens at once, so that the first call finds it open; after an end the next call does. */
export function loopbackPipe(): Pipe {
  let channel: Promise<Channel | Result<never>> | undefined
  const open = () => {
    channel ??= openChannel(() => {
      channel = undefined
    })
    return channel
  }

  const run: Pipe['stream'] = async (name, input, onItem, signal) => {
    const isCancelled = () => signal?.aborted === true
    if (isCancelled()) return cancelled
    const opened = await open()
    if (isCancelled()) return cancelled
    return 'ok' in opened ? opened : opened.run(name, input, onItem, signal)
  }

  if (globalThis.window !== undefined) {
    reloadForNewKey()
    void open()
  }
  return {
    shell: 'loopback',
    call: (name, input, signal) => run(name, input, () => {}, signal),
    stream: run,
  }
}

const keyInFragment = () => location.hash.startsWith('#key=')

/**
 * A new address pasted over the old page changes the fragment alone, which loads nothing: load, so that the key is
 * brought to the server. A page that loaded has a session, so a key still in its fragment is an old one.
 */
function reloadForNewKey(): void {
  if (keyInFragment()) history.replaceState(null, '', '/')
  window.addEventListener('hashchange', () => {
    if (keyInFragment()) location.reload()
  })
}
