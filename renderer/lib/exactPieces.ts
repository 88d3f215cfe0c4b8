/** Splits a name or value into visible pieces and pieces that could be mistaken for others. Pure. */
import { codeOf, unseenCharacter } from '../../electron/contract/visibleText.ts'

/**
 * The kind of text. `path`: names between slashes, where a space at an edge and an empty segment matter. `name`: one
 * name.
 * `value`: lines of text, where tabs and line breaks are ordinary.
 */
export type ExactKind = 'path' | 'name' | 'value'

export interface ExactPiece {
  /** As it is in the text; empty for a mark of a missing part or of the piece before it. */
  readonly text: string
  /** Undefined if the text is visible. */
  readonly mark?: 'character' | 'decomposed' | 'empty-segment'
}

const spaceAt: Readonly<Record<ExactKind, RegExp>> = {
  path: /(?<=^|\/| ) | (?=$|\/)/g,
  name: /(?<=^| ) | (?=$)/g,
  // At the very start, and at the end of each line; other lines may be indented.
  value: /(?<![\s\S]) | (?= *$)/gm,
}
const emptySegment = /(?<=^|\/)(?=\/)/g
/** Most names: a fast path for each row of a list. */
const visibleAscii = /^[!-~]*$/
const emptyName = /^\/|\/\//
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Letters that are written from right to left: Hebrew to Arabic, their presentation forms, and the later blocks. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

export const hasRightToLeft = (text: string): boolean => rightToLeft.test(text)

const isOrdinary = (character: string, kind: ExactKind): boolean =>
  !unseenCharacter.test(character) || (kind === 'value' && (character === '\n' || character === '\t'))

/** The pieces of a text, in order; their texts together are the text. */
export function exactPieces(text: string, kind: ExactKind): readonly ExactPiece[] {
  if (visibleAscii.test(text) && !(kind === 'path' && emptyName.test(text))) return [{ text }]
  const spaces = new Set([...text.matchAll(spaceAt[kind])].map(({ index }) => index))
  const empty = new Set(kind === 'path' ? [...text.matchAll(emptySegment)].map(({ index }) => index) : [])
  const isUnseen = Array.from(text).some((character) => !isOrdinary(character, kind))
  if (spaces.size === 0 && empty.size === 0 && !isUnseen && text.normalize('NFC') === text) return [{ text }]

  const pieces: ExactPiece[] = []
  let plain = ''
  const add = (...marked: readonly ExactPiece[]) => {
    if (plain !== '') pieces.push({ text: plain })
    plain = ''
    pieces.push(...marked)
  }
  for (const { segment, index } of graphemes.segment(text)) {
    if (empty.has(index)) add({ text: '', mark: 'empty-segment' })
    const isMarked = (character: string, at: number) => (at === 0 && spaces.has(index)) || !isOrdinary(character, kind)
    const characters = Array.from(segment)
    const isPlain = !characters.some(isMarked)
    for (const [at, character] of characters.entries()) {
      if (isMarked(character, at)) add({ text: character, mark: 'character' })
      else plain += character
    }
    if (isPlain && segment.normalize('NFC') !== segment) add({ text: '', mark: 'decomposed' })
  }
  add()
  return pieces
}

/**
 * Returns the text for a title or label, which has no marks: an invisible character is `\u{…}`, and nothing is
 * reordered.
 */
export function visibleText(text: string, kind: ExactKind = 'name'): string {
  const codes = exactPieces(text, kind).reduce((before, { text: own, mark }) => {
    if (mark === 'character') return before + codeOf(own)
    if (mark !== 'decomposed') return before + own
    // The mark follows the piece that it is about.
    const last = [...graphemes.segment(before)].at(-1)?.segment ?? ''
    const coded = Array.from(last, (character) => (/[ -~]/.test(character) ? character : codeOf(character))).join('')
    return before.slice(0, before.length - last.length) + coded
  }, '')
  return hasRightToLeft(codes) ? `\u2068${codes}\u2069` : codes
}
