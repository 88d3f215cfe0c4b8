// The pieces of one text never change places.
/* oxlint-disable react/no-array-index-key */
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { type ExactKind, type ExactPiece, exactPieces, hasRightToLeft } from '../lib/exactPieces.ts'
import styles from './ExactText.module.css'

/** The glyphs that are drawn for some characters; all others show their code. */
const signs: Readonly<Record<string, string>> = {
  ' ': '␣',
  '\t': 'TAB',
  '\n': 'LF',
  '\r': 'CR',
  '\u00a0': 'NBSP',
  '\u200b': 'ZWSP',
  '\u200c': 'ZWNJ',
  '\u200d': 'ZWJ',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\u3000': 'IDSP',
  '\ufeff': 'BOM',
}

const numberOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

export interface ExactTextProps {
  readonly text: string
  readonly kind?: ExactKind
}

/**
 * Shows a name or value of the server exactly: invisible and ambiguous characters have a mark with a name for screen
 * readers, and no character reorders its surroundings. The selected and copied text is the original.
 */
export function ExactText({ text, kind = 'name' }: ExactTextProps): ReactNode {
  const pieces = exactPieces(text, kind)
  const isReordered = hasRightToLeft(text)
  if (pieces.length === 1 && pieces[0]?.mark === undefined && !isReordered) return text
  return (
    <bdi {...(kind === 'path' && { dir: 'ltr' })}>
      {pieces.map((piece, index) =>
        piece.mark === undefined ? (
          <Plain key={index} text={piece.text} isSplit={kind === 'path' && isReordered} />
        ) : (
          <Mark key={index} piece={piece} />
        ),
      )}
    </bdi>
  )
}

/** Isolates the direction of each name of a path, so that the slashes and names keep their order. */
function Plain({ text, isSplit }: { text: string; isSplit: boolean }): ReactNode {
  if (!isSplit) return text
  return text.split(/(\/)/).map((part, index) => (part === '/' || part === '' ? part : <bdi key={index}>{part}</bdi>))
}

function Mark({ piece: { text, mark } }: { piece: ExactPiece }) {
  const nameOf = useCharacterName()
  const { t } = useLingui()
  const [sign, name] =
    mark === 'decomposed'
      ? ['NFD', t`decomposed`]
      : mark === 'empty-segment'
        ? ['∅', t`empty segment`]
        : [signs[text] ?? numberOf(text), nameOf(text)]
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a picture of a character that stays in the text
    <span className={styles['mark']} role="img" aria-label={name} title={name} data-mark={sign}>
      {text}
    </span>
  )
}

/** The names of characters. */
function useCharacterName(): (character: string) => string {
  const { t } = useLingui()
  return (character) => {
    switch (character) {
      case ' ':
        return t`space`
      case '\t':
        return t`tab`
      case '\n':
        return t`line feed`
      case '\r':
        return t`carriage return`
      case '\u00a0':
        return t`no-break space`
      case '\u3000':
        return t`ideographic space`
      case '\u200b':
        return t`zero-width space`
      case '\u200c':
        return t`zero-width non-joiner`
      case '\u200d':
        return t`zero-width joiner`
      case '\ufeff':
        return t`byte order mark`
      case '\u200e':
        return t`left-to-right mark`
      case '\u200f':
        return t`right-to-left mark`
      case '\u202d':
        return t`left-to-right override`
      case '\u202e':
        return t`right-to-left override`
      default: {
        const number = numberOf(character)
        return t`character ${number}`
      }
    }
  }
}
