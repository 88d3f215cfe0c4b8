/** File names for sealed entries: safe on every file system for any entry name, and reversible. */
import { Failure } from '../../contract/failure.ts'

/**
 * What protects a file. It is part of the file's name, so that files under different keys never replace each other.
 * Each change of the passphrase creates a new guard.
 */
export type Guard = 'keychain' | 'passphrase' | `passphrase-${string}`

const prefix = 'entry-'
const longest = 200

/** `profile:5c…` becomes `entry-profile_3a5c….keychain.sealed`. Errors: `invalid-input` when the name is too long. */
export function fileNameFor(name: string, guard: Guard): string {
  const safe = Array.from(Buffer.from(name, 'utf8'), (byte) => {
    const character = String.fromCodePoint(byte)
    // Lower case only: Windows and macOS treat `A` and `a` as the same file.
    return /[a-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }).join('')
  if (safe === '' || safe.length > longest) {
    throw new Failure('invalid-input', 'The name of a sealed entry is empty or too long.')
  }
  return `${prefix}${safe}.${guard}.sealed`
}

/** Returns the entry's name, or null when the file is not a sealed entry under this guard. */
export function nameOfFile(file: string, guard: Guard): string | null {
  const suffix = `.${guard}.sealed`
  if (!file.startsWith(prefix) || !file.endsWith(suffix)) return null
  const safe = file.slice(prefix.length, -suffix.length)
  if (!/^(?:[a-z0-9-]|_[0-9a-f]{2})+$/.test(safe)) return null
  const bytes = safe.match(/_[0-9a-f]{2}|./g) ?? []
  return Buffer.from(
    bytes.map((part) => (part.startsWith('_') ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0))),
  ).toString('utf8')
}
