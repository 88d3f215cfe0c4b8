/** The pipe of the loopback shell: HTTP to the Strongroom that served this page. */
import type { Pipe } from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'
import { cancelled } from './callFailure.ts'
import { gone, post, refusalOf } from './loopbackHttp.ts'
import { createStreamChannel } from './streamChannel.ts'

/** The pipe over HTTP. */
export function loopbackPipe(): Pipe {
  const channel = createStreamChannel()
  reloadForNewKey()
  return {
    shell: 'loopback',
    async call(name, input, signal) {
      try {
        const answer = await post(`/call/${name}`, input, signal)
        return answer.ok ? ((await answer.json()) as Result<unknown>) : refusalOf(answer.status)
      } catch {
        return signal?.aborted === true ? cancelled : gone
      }
    },
    stream: channel.stream,
  }
}

const keyInFragment = () => location.hash.startsWith('#key=')

/**
 * A new address pasted over the old page changes the fragment alone, which loads nothing: load, so that the key is
 * brought to the server. A page that loaded has a session, so a key still in its fragment is an old one.
 */
function reloadForNewKey(): void {
  if (globalThis.window === undefined) return
  if (keyInFragment()) history.replaceState(null, '', '/')
  window.addEventListener('hashchange', () => {
    if (keyInFragment()) location.reload()
  })
}
