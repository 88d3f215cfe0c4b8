/**
 * Recognizes shares that a server has encrypted for a PGP key (RFC 9580), so that they are not submitted in this form.
 */

/** Bytes; an unencrypted share has 33 at most. */
const shortestMessage = 100
/** The tag of a packet that holds a session key for one public key, with which such a message begins. */
const sessionKeyPacket = 1

/**
 * The encrypted shares in a text, in base64: one that was pasted (hex or base64) or those of a `cluster-keys.json`.
 * None when the text holds anything else.
 */
export function encryptedShares(text: string): readonly string[] {
  const shares = sharesOfFile(text) ?? [text]
  const messages = shares.map(messageOf)
  return messages.every((message) => message !== null) ? messages : []
}

/** The command for the holder to run where the private key is. Prints the share. */
export function decryptCommand(message: string, platform: string): string {
  if (platform === 'win32') {
    return [
      `[IO.File]::WriteAllBytes("$PWD\\share.gpg", [Convert]::FromBase64String('${message}'))`,
      'gpg --decrypt --quiet share.gpg',
    ].join('\n')
  }
  return `echo '${message}' | base64 --decode | gpg --decrypt --quiet`
}

function sharesOfFile(text: string): readonly string[] | null {
  if (!text.trimStart().startsWith('{')) return null
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content !== 'object' || content === null) return null
    const lists = ['unseal_keys_b64', 'recovery_keys_b64', 'keys_base64', 'recovery_keys_base64'].map(
      (name) => Object.getOwnPropertyDescriptor(content, name)?.value,
    )
    const found = lists.find((list): list is unknown[] => Array.isArray(list) && list.length > 0) ?? []
    return found.filter((each): each is string => typeof each === 'string')
  } catch {
    return null
  }
}

/** The text as the base64 of a message, or null. */
function messageOf(text: string): string | null {
  const compact = text.replaceAll(/\s+/g, '')
  const bytes = /^(?:[0-9a-f]{2})+$/i.test(compact) ? bytesOfHex(compact) : bytesOfBase64(compact)
  if (bytes === null || bytes.length < shortestMessage) return null
  const [first = 0] = bytes
  // The older form has the tag in four bits, the newer one in six.
  const tag = (first & 0xc0) === 0x80 ? (first >> 2) & 0x0f : (first & 0xc0) === 0xc0 ? first & 0x3f : null
  if (tag !== sessionKeyPacket) return null
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

const bytesOfHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16))

function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
