/** Moves a keychain entry that is not a master key to another name. Loaded only to start over. */
import { join } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import { putAside } from '../../base/files/atomicFile.ts'
import type { Keychain } from './keychain.ts'
import { accountNote, bytesOfHex, ownAccount, sharedAccount } from './masterKey.ts'

/**
 * If the keychain's entry is not a key, moves it to another name in the keychain, so that a new key can be stored and
 * the old content can still be recovered. Does nothing if the entry is a key or does not exist.
 */
export async function putAsideNoKey(keychain: Keychain, folder: string): Promise<void> {
  const own = await ownAccount(folder).catch(async () => {
    // Only the note names the entry, so the note is kept under another name before a new one is written.
    await putAside(join(folder, accountNote))
    return null
  })
  const account = own ?? sharedAccount
  const entry = await keychain.read(account)
  if (entry === null) return
  try {
    if (keyIn(entry)) return
    const aside = `${account}-unreadable-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
    if (entry.length > 0) {
      await keychain.write(aside, entry)
      const copy = await keychain.read(aside)
      const isKept = copy?.equals(entry) === true
      copy?.fill(0)
      if (!isKept) throw new Failure('keychain-refused', 'The keychain did not store a copy of its damaged entry.')
    }
    await keychain.remove(account)
  } finally {
    entry.fill(0)
  }
}

/** Whether this text is a key. */
function keyIn(text: Buffer): boolean {
  try {
    bytesOfHex(text).fill(0)
    return true
  } catch {
    return false
  }
}
