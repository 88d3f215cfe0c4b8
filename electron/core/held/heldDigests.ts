/**
 * Recognizes held credentials in text without storing them: keyed digests of their pieces (docs/security.md, "Tokens").
 *
 * A credential is cut into runs of token characters of at least 20, each run into pieces: one every 20 characters, and
 * the last 20. So a text is recognized if it contains any 39 consecutive characters of a run, or its beginning or its
 * end. Letter case, the two alphabets of base64 and its padding make no difference. The hex form of a share is held as
 * well.
 */
import { createHmac, randomBytes } from 'node:crypto'

/** A credential and what it is bound to: the identity of a way, or an address. */
export interface BoundCredential {
  readonly text: string
  readonly boundTo: string
}

export interface Holder {
  readonly owner: string
  /** The same as in `BoundCredential`; empty if it was not given. */
  readonly boundTo: string
}

export interface HeldDigests {
  /** Replaces the held credentials of an owner. */
  hold(owner: string, credentials: readonly (string | BoundCredential)[]): void
  /** Adds a credential to an owner's. */
  add(owner: string, credential: string): void
  /** Drops an owner's credentials once no answer to a request that was sent with them can still arrive. */
  release(owner: string): void
  /** Drops all credentials immediately. */
  clear(): void
  /** Whether a text contains a held credential, or a piece of one. */
  isIn(text: string): boolean
  /** Returns the holders of the credentials in a text. */
  holdersIn(text: string): readonly Holder[]
  /** Returns the text with every run of token characters that contains such a piece replaced. */
  masked(text: string): string
}

/** Returns the owner of the signed-in person's tokens on a connection. */
export const sessionOwner = (profileId: string): string => `session:${profileId}`

/** Shorter runs are not recognized, because ordinary names would match. */
export const shortestRun = 20
/**
 * Characters of a piece of hex. A hex character carries fewer bits than a base64 character, so these pieces are longer.
 */
const hexPiece = 32
/** Milliseconds: longer than the longest request (vault/transport.ts). */
const retentionMs = 130_000
/** Large enough that a long text rarely needs a digest, even with hundreds of held shares. */
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

/** Returns 0 also outside of the text. */
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
  // SECURITY: the filter reveals 20 bits of each piece, and the digest cannot be reversed. Rolling hashes of all
  // positions would reveal the text (docs/security.md, "Tokens").
  const base = randomBytes(4).readInt32LE() | 1
  let leaving = 1
  for (let power = 0; power < shortestRun; power++) leaving = Math.imul(leaving, base)
  let filter = new Uint8Array(2 ** filterBits)
  let digests = new Set<string>()
  interface Piece {
    readonly boundTo: string
    /** The piece's position in the filter. */
    readonly position: number
  }
  interface Held {
    readonly owner: string
    readonly pieces: ReadonlyMap<string, Piece>
    readonly until: number
  }
  let owners = new Map<string, Held>()

  const digest = (piece: string): string => createHmac('sha256', key).update(fold(piece)).digest('base64')
  const positionOf = (piece: string): number => {
    let hash = 0
    for (let at = 0; at < shortestRun; at++) hash = (Math.imul(hash, base) + foldedAt(piece, at)) | 0
    return hash >>> (32 - filterBits)
  }
  const rebuild = (): void => {
    filter = new Uint8Array(2 ** filterBits)
    digests = new Set()
    for (const { pieces } of owners.values()) {
      for (const [each, { position }] of pieces) {
        filter[position] = 1
        digests.add(each)
      }
    }
  }
  /** Returns the pieces of credentials by their digests. */
  const digested = (credentials: readonly (string | BoundCredential)[]): Map<string, Piece> =>
    new Map(
      credentials.flatMap((credential) => {
        const { text, boundTo } = typeof credential === 'string' ? { text: credential, boundTo: '' } : credential
        return piecesOf(text).map((piece) => [digest(piece), { boundTo, position: positionOf(piece) }] as const)
      }),
    )
  /** Removes expired credentials. The filter must be rebuilt afterwards. */
  const expire = (): void => {
    for (const [owner, { until }] of owners) if (until <= now()) owners.delete(owner)
  }
  const linger = (owner: string, pieces: ReadonlyMap<string, Piece>): void => {
    owners.set(`${owner} until ${now()}`, { owner, pieces, until: now() + retentionMs })
    const letGo = () => {
      expire()
      rebuild()
    }
    setTimeout(letGo, retentionMs + 1000).unref()
  }
  const digestsAt = (text: string, at: number): string[] =>
    [shortestRun, hexPiece].map((size) => digest(text.slice(at, at + size))).filter((each) => digests.has(each))

  /** Returns where the next piece begins, or -1. */
  function find(text: string, from: number): number {
    if (digests.size === 0) return -1
    // A rolling hash of the last characters, and the number of consecutive token characters.
    let hash = 0
    let run = 0
    for (let at = from; at < text.length; at++) {
      const code = foldedAt(text, at)
      // Most characters of an answer are not in a run that is long enough, so they need no hash.
      if (code === 0) {
        hash = 0
        run = 0
        continue
      }
      hash = (Math.imul(hash, base) + code) | 0
      run++
      if (run > shortestRun) hash = (hash - Math.imul(leaving, foldedAt(text, at - shortestRun))) | 0
      // Without the filter, every piece of the text would be digested.
      if (run < shortestRun || filter[hash >>> (32 - filterBits)] === 0) continue
      const start = at - shortestRun + 1
      if (digestsAt(text, start).length > 0) return start
    }
    return -1
  }

  return {
    hold: (owner, credentials) => {
      expire()
      const before = owners.get(owner)
      const next = digested(credentials)
      const gone = [...(before?.pieces ?? [])].filter(([each]) => !next.has(each))
      if (next.size > 0) owners.set(owner, { owner, pieces: next, until: Infinity })
      else owners.delete(owner)
      if (gone.length > 0) linger(owner, new Map(gone))
      rebuild()
    },
    add: (owner, credential) => {
      const there = owners.get(owner)?.pieces ?? []
      owners.set(owner, { owner, pieces: new Map([...there, ...digested([credential])]), until: Infinity })
      rebuild()
    },
    release: (owner) => {
      const there = owners.get(owner)
      if (there === undefined) return
      owners.delete(owner)
      linger(owner, there.pieces)
    },
    clear: () => {
      owners = new Map()
      rebuild()
    },
    isIn: (text) => find(text, 0) !== -1,
    holdersIn: (text) => {
      const found = new Map<string, Holder>()
      for (let at = find(text, 0); at !== -1; at = find(text, at + 1)) {
        for (const each of digestsAt(text, at)) {
          for (const held of owners.values()) {
            const piece = held.pieces.get(each)
            if (piece === undefined) continue
            found.set(`${held.owner} ${piece.boundTo}`, { owner: held.owner, boundTo: piece.boundTo })
          }
        }
      }
      return [...found.values()]
    },
    masked: (text) => {
      let rest = text
      for (let at = find(rest, 0); at !== -1; at = find(rest, 0)) {
        let [start, end] = [at, at]
        while (foldedAt(rest, start - 1) !== 0) start--
        while (foldedAt(rest, end) !== 0) end++
        rest = `${rest.slice(0, start)}${mask}${rest.slice(end)}`
      }
      return rest
    },
  }
}
