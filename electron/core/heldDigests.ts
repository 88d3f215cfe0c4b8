/**
 * Recognizes held credentials in text without holding them: keyed digests of their pieces (docs/security.md, "Tokens").
 *
 * A credential is cut into runs of token characters of at least 20, each run into pieces: one every 20 characters, and the
 * last 20. So a text is recognized that contains any 39 characters of a run in a row, or its beginning or its end. Letter
 * case, the two alphabets of base64 and its padding make no difference; the hex form of a share is held as well.
 */
import { createHmac, randomBytes, randomInt } from 'node:crypto'

export interface HeldDigests {
  /** Holds these credentials, and no others, for an owner. */
  hold(owner: string, credentials: readonly string[]): void
  /** Holds one more for an owner. */
  add(owner: string, credential: string): void
  /** Lets go of an owner's credentials once no answer to a request that was sent with them can still come. */
  release(owner: string): void
  /** Forgets all of them, at once. */
  clear(): void
  /** Whether a text contains a held credential, or a piece of one. */
  isIn(text: string): boolean
  /** Returns the text with every run of token characters that contains such a piece replaced. */
  masked(text: string): string
}

/** Who holds the tokens of the person signed in at a connection. */
export const sessionOwner = (profileId: string): string => `session:${profileId}`

/** Shorter runs are not recognized: names of ordinary things would be. */
export const shortestRun = 20
/** Characters of a piece of hex, which says half as much in as many. */
const hexPiece = 32
/** Milliseconds: longer than any request may take (vault/transport.ts). */
const lingers = 130_000
/** Wide enough that a long text with hundreds of held shares rarely needs a digest. */
const filterBits = 20
export const mask = '[withheld]'

/** Folded code of each token character below 128; 0 for every other character. */
const folded = new Uint8Array(128)
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789.+/') {
  folded[character.charCodeAt(0)] = character.charCodeAt(0)
  folded[character.toUpperCase().charCodeAt(0)] = character.charCodeAt(0)
}
folded['-'.charCodeAt(0)] = '+'.charCodeAt(0)
folded['_'.charCodeAt(0)] = '/'.charCodeAt(0)

const foldedAt = (text: string, at: number): number => folded[text.charCodeAt(at)] ?? 0
const fold = (text: string): string => text.toLowerCase().replaceAll('-', '+').replaceAll('_', '/')
const runs = /[\w.+/-]{20,}/g

function piecesOf(credential: string): string[] {
  return [...credential.matchAll(runs)].flatMap(([run]) => {
    const size = /^[\da-f]+$/i.test(run) && run.length >= hexPiece ? hexPiece : shortestRun
    const pieces: string[] = []
    for (let at = 0; at + size <= run.length; at += size) pieces.push(run.slice(at, at + size))
    return [...pieces, run.slice(-size)]
  })
}

export function createHeldDigests(now: () => number = () => performance.now()): HeldDigests {
  const key = randomBytes(32)
  // SECURITY: the filter tells 20 bits of each piece, and the digest nothing that can be computed back. Rolling hashes of
  // all positions would give the text away (docs/security.md, "Tokens").
  const base = (randomInt(2 ** 31) * 2 + 1) | 0
  let leaving = 1
  for (let power = 0; power < shortestRun; power++) leaving = Math.imul(leaving, base)
  let filter = new Uint8Array(2 ** filterBits)
  let digests = new Set<string>()
  let owners = new Map<string, { readonly digests: Set<string>; until: number }>()
  /** Filter positions by digest, to build the filter again when something leaves. */
  const positions = new Map<string, number>()

  const digest = (piece: string): string => createHmac('sha256', key).update(fold(piece)).digest('base64')
  const positionOf = (piece: string): number => {
    let hash = 0
    for (let at = 0; at < shortestRun; at++) hash = (Math.imul(hash, base) + foldedAt(piece, at)) | 0
    return hash >>> (32 - filterBits)
  }
  const rebuild = (): void => {
    filter = new Uint8Array(2 ** filterBits)
    digests = new Set([...owners.values()].flatMap((owner) => [...owner.digests]))
    for (const [each, position] of positions) {
      if (digests.has(each)) filter[position] = 1
      else positions.delete(each)
    }
  }
  const digestsOf = (credentials: readonly string[]): Set<string> =>
    new Set(
      credentials.flatMap(piecesOf).map((piece) => {
        const made = digest(piece)
        positions.set(made, positionOf(piece))
        return made
      }),
    )
  const expire = (): void => {
    const over = [...owners].filter(([, { until }]) => until <= now())
    for (const [owner] of over) owners.delete(owner)
    if (over.length > 0) rebuild()
  }
  const linger = (owner: string, leavingDigests: Set<string>): void => {
    owners.set(`${owner} until ${now()}`, { digests: leavingDigests, until: now() + lingers })
    setTimeout(expire, lingers + 1000).unref()
  }
  const isPiece = (text: string, at: number): boolean =>
    [shortestRun, hexPiece].some((size) => at + size <= text.length && digests.has(digest(text.slice(at, at + size))))

  /** Where the next piece begins, or -1. */
  function find(text: string, from: number): number {
    if (digests.size === 0 || text.length - from < shortestRun) return -1
    let hash = 0
    let run = 0
    for (let at = from; at < text.length; at++) {
      const code = foldedAt(text, at)
      if (code === 0) {
        hash = 0
        run = 0
        continue
      }
      hash = (Math.imul(hash, base) + code) | 0
      run++
      if (run > shortestRun) hash = (hash - Math.imul(leaving, foldedAt(text, at - shortestRun))) | 0
      if (run < shortestRun || filter[hash >>> (32 - filterBits)] === 0) continue
      const start = at - shortestRun + 1
      if (isPiece(text, start)) return start
    }
    return -1
  }

  return {
    hold: (owner, credentials) => {
      expire()
      const before = owners.get(owner)
      const next = digestsOf(credentials)
      const gone = [...(before?.digests ?? [])].filter((each) => !next.has(each))
      if (next.size > 0) owners.set(owner, { digests: next, until: Infinity })
      else owners.delete(owner)
      if (gone.length > 0) linger(owner, new Set(gone))
      rebuild()
    },
    add: (owner, credential) => {
      const there = owners.get(owner)?.digests ?? new Set<string>()
      owners.set(owner, { digests: new Set([...there, ...digestsOf([credential])]), until: Infinity })
      rebuild()
    },
    release: (owner) => {
      const there = owners.get(owner)
      if (there === undefined) return
      owners.delete(owner)
      linger(owner, there.digests)
    },
    clear: () => {
      owners = new Map()
      positions.clear()
      rebuild()
    },
    isIn: (text) => find(text, 0) !== -1,
    masked: (text) => {
      let rest = text
      for (let at = find(rest, 0); at !== -1; at = find(rest, 0)) {
        let [start, end] = [at, at]
        while (start > 0 && foldedAt(rest, start - 1) !== 0) start--
        while (end < rest.length && foldedAt(rest, end) !== 0) end++
        rest = `${rest.slice(0, start)}${mask}${rest.slice(end)}`
      }
      return rest
    },
  }
}
