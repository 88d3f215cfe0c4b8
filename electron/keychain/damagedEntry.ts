/** An entry of the keychain that is not a master key: kept under another name. Loaded only to start over. */
import { Failure } from '../contract/failure.ts'
import type { Keychain } from './keychain.ts'
import { bytesOfHex, masterKeyAccount } from './masterKey.ts'

/**
 * Where the keychain's entry is no key: keeps it in the keychain under another name, so that a new key finds room and
 * nothing is lost that somebody might still make sense of. Does nothing where the entry is a key or is not there.
 */
export async function putAsideNoKey(keychain: Keychain): Promise<void> {
  const entry = await keychain.read(masterKeyAccount)
  if (entry === null) return
  try {
    if (keyIn(entry)) return
    const aside = `${masterKeyAccount}-unreadable-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
    if (entry.length > 0) {
      await keychain.write(aside, entry)
      const copy = await keychain.read(aside)
      const isKept = copy?.equals(entry) === true
      copy?.fill(0)
      if (!isKept) throw new Failure('keychain-refused', 'The keychain did not keep a copy of its damaged entry.')
    }
    await keychain.remove(masterKeyAccount)
  } finally {
    entry.fill(0)
  }
}

/** Is this text a key? */
function keyIn(text: Buffer): boolean {
  try {
    bytesOfHex(text).fill(0)
    return true
  } catch {
    return false
  }
}
