/** From what an address may mean to one place, and the completions while it is typed. Sends no request. */
import { comparable } from '../../../lib/search.ts'
import type { Candidate } from './address.ts'
import { cliName, folderOf, foldersOnTheWay, lastName, type SecretPlace } from '../shared/names.ts'

/** Returns the names in a folder as far as they are known; undefined if they are not, or may not be listed. */
export type KnownNames = (place: SecretPlace) => readonly string[] | undefined

/** Whether a place exists: undefined when no list shows it. */
export function isThere({ mount, path }: SecretPlace, namesIn: KnownNames): boolean | undefined {
  // The folders above it and the place itself: a list that lacks one of them settles it.
  const steps = [...foldersOnTheWay(path), path].filter(
    (step, index, all) => step !== '' && all.indexOf(step) === index,
  )
  let last: boolean | undefined
  for (const step of steps) {
    const names = namesIn({ mount, path: folderOf(step) })
    last = names?.includes(lastName(step))
    if (last === false) return false
  }
  return path === '' ? true : last
}

/** Corrects a folder that was written without its slash. */
function withItsSlash(candidate: Candidate, namesIn: KnownNames): Candidate {
  const { mount, path } = candidate.place
  if (path === '' || path.endsWith('/') || isThere(candidate.place, namesIn) !== false) return candidate
  const folder = { mount, path: `${path}/` }
  return isThere(folder, namesIn) === true ? { ...candidate, place: folder } : candidate
}

export type Decision =
  | { readonly kind: 'go'; readonly to: Candidate }
  /** More than one of them may exist: the person chooses. */
  | { readonly kind: 'choose'; readonly among: readonly Candidate[] }
  | { readonly kind: 'nowhere' }

/** Never guesses between places that may both exist. */
export function decide(candidates: readonly Candidate[], namesIn: KnownNames): Decision {
  const meant = candidates.map((each) => withItsSlash(each, namesIn))
  const possible = meant.filter(({ place }) => isThere(place, namesIn) !== false)
  const among = possible.length === 0 ? meant : possible
  const [first] = among
  if (first === undefined) return { kind: 'nowhere' }
  return among.length === 1 ? { kind: 'go', to: first } : { kind: 'choose', among }
}

/** The folder whose names complete a candidate, and the beginning of the name that is typed already. */
export function completedFolder({ place }: Candidate): { readonly folder: SecretPlace; readonly begun: string } {
  const folder = folderOf(`${place.path}x`)
  return { folder: { mount: place.mount, path: folder }, begun: place.path.slice(folder.length) }
}

export interface Offer {
  readonly place: SecretPlace
  readonly kind: 'favorite' | 'recent' | 'typed' | 'mount' | 'folder' | 'secret'
}

export interface OfferSources {
  readonly mounts: readonly string[]
  readonly favorites: readonly SecretPlace[]
  readonly recent: readonly SecretPlace[]
  readonly typed: readonly SecretPlace[]
  readonly namesIn: KnownNames
}

const maxCount = 40

/** Returns completions of the typed text: stored places first, then mounts, then names of the folder that is typed. */
export function offersFor(text: string, candidates: readonly Candidate[], sources: OfferSources): Offer[] {
  const wanted = comparable(text.replace(/^\/+/, ''))
  const fits = (place: SecretPlace) => comparable(cliName(place)).includes(wanted)
  const kept = (['favorite', 'recent', 'typed'] as const).flatMap((kind) => {
    const places = kind === 'favorite' ? sources.favorites : kind === 'recent' ? sources.recent : sources.typed
    return places.filter(fits).map((place): Offer => ({ place, kind }))
  })
  const mounts = sources.mounts
    .filter((mount) => comparable(mount).startsWith(wanted) && comparable(mount) !== wanted)
    .map((mount): Offer => ({ place: { mount, path: '' }, kind: 'mount' }))
  const names = candidates.slice(0, 2).flatMap((candidate) => {
    const { folder, begun } = completedFolder(candidate)
    return namesLike(begun, sources.namesIn(folder) ?? []).map((name): Offer => {
      const place = { mount: folder.mount, path: `${folder.path}${name}` }
      return { place, kind: name.endsWith('/') ? 'folder' : 'secret' }
    })
  })
  const seen = new Set<string>()
  return [...kept, ...mounts, ...names]
    .filter(({ place }) => {
      const name = `${place.mount}\n${place.path}`
      return seen.has(name) ? false : seen.add(name) !== undefined
    })
    .slice(0, maxCount)
}

/** Names that begin with the text, then those that contain it; as many as are shown. */
function namesLike(begun: string, names: readonly string[]): string[] {
  const wanted = comparable(begun)
  const begin: string[] = []
  const hold: string[] = []
  for (const name of names) {
    const at = comparable(name).indexOf(wanted)
    if (at === 0) begin.push(name)
    else if (at > 0 && hold.length < maxCount) hold.push(name)
    if (begin.length >= maxCount) break
  }
  return [...begin, ...hold].slice(0, maxCount)
}
