/** Copying names and values of secrets. */

import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import { shell } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { copySecret, keepCopy } from '../../../lib/copySecret.ts'
import { textOfJson } from './json.ts'
import { secretCalls } from './secretCalls.ts'

/** Writes a text that is not secret to the clipboard: a path, a command. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  keepCopy()
}

export interface ValuePlace {
  readonly at: SecretAddress
  /** KV 2 only. */
  readonly version?: number | undefined
  readonly key: string
}

/** Copies one value of a secret as `copySecret` does. In the desktop shell the value does not reach this page. */
export async function copyValue({ at, version, key }: ValuePlace): Promise<void> {
  const which = { at, ...(version !== undefined && { version }) }
  if (shell === 'electron') {
    await valueOf(secretCalls.copyValue({ ...which, key }))
    return
  }
  const reveal = async () => {
    const { entries } = await valueOf(secretCalls.reveal({ ...which, keys: [key] }))
    const json = entries[0]?.json
    if (json === undefined) throw new Error('the key is gone')
    return textOfJson(json)
  }
  const value = reveal()
  try {
    await copySecret(value)
  } catch (thrown) {
    // A browser reports only that copying was not allowed; the reason why the value is missing is the better message.
    await value
    throw thrown
  }
}
