import { bridge, shell } from './bridge.ts'
import { valueOf } from './call.ts'

/** Copies what is on the screen already; in the desktop shell the core does it and takes it off the clipboard again. */
export async function copyShown(text: string): Promise<void> {
  if (shell === 'loopback') await navigator.clipboard.writeText(text)
  else await valueOf(bridge.clipboard.copyShown({ text }))
}
