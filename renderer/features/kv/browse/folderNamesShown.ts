/** Which names of a folder are shown, and in which order. */
import { comparable } from '../../../lib/search.ts'

export type FolderOrder = 'name' | 'name-down' | 'folders'

/** `names` in the server's order, which is by code point; the same array if nothing changes. */
export function ordered(names: readonly string[], order: FolderOrder): readonly string[] {
  if (order === 'name') return names
  if (order === 'name-down') return names.toReversed()
  const isFolder = (name: string) => name.endsWith('/')
  return [...names.filter(isFolder), ...names.filter((name) => !isFolder(name))]
}

const comparableNames = new WeakMap<readonly string[], readonly string[]>()

/** Returns the names that contain the text; the same array if all do, so that nothing renders again. */
export function filtered(names: readonly string[], filter: string): readonly string[] {
  if (filter === '') return names
  let compared = comparableNames.get(names)
  if (compared === undefined) {
    compared = names.map(comparable)
    comparableNames.set(names, compared)
  }
  const wanted = comparable(filter)
  const found = names.filter((_, index) => compared[index]?.includes(wanted) === true)
  return found.length === names.length ? names : found
}
