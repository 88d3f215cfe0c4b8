/**
 * Names of policies as names of files, and back. What is no plain character of a file's name on every system stands as its
 * bytes in percent signs, as in a URL; a name that is longer than a file's may be goes on in folders that end in `%`.
 */

/** Bytes of one file's or folder's name; the systems take 255, endings and all. */
const longest = 200

/** Names that Windows keeps for devices, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/

const encoder = new TextEncoder()

const percents = (text: string): string =>
  Array.from(encoder.encode(text), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

/** Folders and the file of a policy, from the folder of all. `text` decides about the ending: `.json` or `.hcl`. */
export function policyFilePath(name: string, text: string): string[] {
  // Letters without upper and lower case look the same in every file system, unless it composes them.
  const plain = name.normalize('NFC') === name ? /[a-z0-9._\-\p{Lo}\p{Nd}]/u : /[a-z0-9._-]/
  const pieces = ['']
  let bytes = 0
  for (const [index, character] of Array.from(name).entries()) {
    const isFirst = index === 0 && (character === '.' || device.test(name))
    const written = plain.test(character) && !isFirst ? character : percents(character)
    const length = encoder.encode(written).length
    if (bytes + length > longest) {
      pieces.push('')
      bytes = 0
    }
    bytes += length
    pieces.push((pieces.pop() ?? '') + written)
  }
  const last = pieces.pop() ?? ''
  return [...pieces.map((piece) => `${piece}%`), `${last}.${/^\s*\{/.test(text) ? 'json' : 'hcl'}`]
}

/** The policy's name that a file stands for, in small letters as the servers keep it. `path` is its way from a folder. */
export function policyNameOfPath(path: string): string {
  const folders = path.split('/')
  const file = folders.pop() ?? ''
  let written = file.replace(/\.(?:hcl|json|policy|txt)$/i, '').trim()
  for (let folder = folders.pop(); folder?.endsWith('%') === true; folder = folders.pop()) {
    written = folder.slice(0, -1) + written
  }
  return written
    .normalize('NFC')
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes)
      } catch {
        // Of no text: somebody named the file so.
        return bytes
      }
    })
    .toLowerCase()
}
