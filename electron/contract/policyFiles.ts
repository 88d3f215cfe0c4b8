/**
 * Converts names of policies to names of files, and back. A character that is not safe in file names on every system is
 * written as its bytes in percent signs, as in a URL. A name that is longer than a file name can be continues in
 * folders that end in `%`.
 */

/** Bytes of one file's or folder's name; the systems allow 255 with all endings. */
const longest = 200

/** Names that Windows reserves for devices, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/

const encoder = new TextEncoder()

const percents = (text: string): string =>
  Array.from(encoder.encode(text), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

/**
 * Returns the folders and the file of a policy, relative to the export folder. `text` decides the ending: `.json` or
 * `.hcl`.
 */
export function policyFilePath(name: string, text: string): string[] {
  // Letters without case are the same in every file system, unless it normalizes them.
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

/**
 * Returns the policy's name for a file, in lower case as the servers store it. `path` is relative to the export folder.
 */
export function policyNameOfPath(path: string): string {
  const folders = path.split('/')
  const file = folders.pop() ?? ''
  let written = file.replace(/\.(?:hcl|json|policy|tf|txt)$/i, '').trim()
  for (let folder = folders.pop(); folder?.endsWith('%') === true; folder = folders.pop()) {
    written = folder.slice(0, -1) + written
  }
  return written
    .normalize('NFC')
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes)
      } catch {
        // Not valid UTF-8: the file was named by a person.
        return bytes
      }
    })
    .toLowerCase()
}
