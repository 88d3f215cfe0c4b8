/** Names of files that the core proposes or creates. */

/** Characters of a proposed name without its extension. */
const longest = 100

/** Names that Windows reserves for devices, with any extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * Returns a base name that every system accepts and every dialog shows unchanged: no separators, no control, format or
 * bidirectional characters, no leading dot or dash, at most 100 characters. Returns `fallback` if no character is left.
 */
export function safeBaseName(text: string, fallback = 'file'): string {
  const characters = Array.from(text.normalize('NFC').replaceAll(/[^\p{L}\p{N}._ -]+/gu, '_')).slice(0, longest)
  const name = characters
    .join('')
    .replace(/^[. -]+/, '')
    .replace(/[. ]+$/, '')
  if (!/[\p{L}\p{N}]/u.test(name)) return fallback
  return device.test(name) ? `_${name}` : name
}

/** Returns `name.extension`, then `name-2.extension` and so on. An extension may be empty. */
export function* numberedNames(name: string, extension: string): Generator<string> {
  const end = extension === '' ? '' : `.${extension}`
  yield `${name}${end}`
  for (let number = 2; number < 1000; number += 1) yield `${name}-${number}${end}`
}
