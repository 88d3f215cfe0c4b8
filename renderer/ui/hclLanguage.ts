/** Colours and folds for HCL 1 and JSON, as policies are written in them. Line by line, so that a long text costs nothing. */
import { foldService, StreamLanguage, type StringStream } from '@codemirror/language'
import type { EditorState, Extension } from '@codemirror/state'

interface Place {
  readonly in: 'code' | 'comment' | 'heredoc' | 'string'
  /** The word that ends a heredoc. */
  readonly anchor: string
}

const code: Place = { in: 'code', anchor: '' }

interface Cursor {
  place: Place
}

/** Up to the end of a string on this line, or up to a template in it. */
function string(stream: StringStream, cursor: Cursor): string {
  if (stream.match(/^\{\{[^}"]*\}\}/)) return 'keyword'
  while (!stream.eol()) {
    if (stream.match(/^\{\{[^}"]*\}\}/, false)) return 'string'
    const c = stream.next()
    if (c === '\\') stream.next()
    else if (c === '"') {
      cursor.place = code
      return 'string'
    }
  }
  // A string ends with its line.
  cursor.place = code
  return 'string'
}

function inCode(stream: StringStream, cursor: Cursor): string | null {
  if (stream.eatSpace()) return null
  if (stream.match(/^(?:#|\/\/).*/)) return 'comment'
  if (stream.match('/*')) {
    cursor.place = { in: 'comment', anchor: '' }
    return comment(stream, cursor)
  }
  const heredoc = stream.match(/^<<-?([^\s]+)/)
  if (heredoc !== null && heredoc !== true && heredoc !== false) {
    cursor.place = { in: 'heredoc', anchor: heredoc[1] ?? '' }
    return 'string'
  }
  if (stream.match(/^"[^"\\]*"(?=\s*[:=])/)) return 'propertyName'
  if (stream.eat('"')) {
    cursor.place = { in: 'string', anchor: '' }
    return string(stream, cursor)
  }
  if (stream.match(/^-?\d[\w.]*/)) return 'number'
  if (stream.match(/^(?:true|false|null)\b/)) return 'bool'
  if (stream.match(/^path\b/)) return 'keyword'
  if (stream.match(/^[\p{L}_][\w.-]*/u)) return 'propertyName'
  stream.next()
  return null
}

function comment(stream: StringStream, cursor: Cursor): string {
  if (stream.match(/^.*?\*\//)) cursor.place = code
  else stream.skipToEnd()
  return 'comment'
}

const language = StreamLanguage.define<Cursor>({
  name: 'policy',
  startState: () => ({ place: code }),
  copyState: ({ place }) => ({ place }),
  token: (stream, cursor) => {
    switch (cursor.place.in) {
      case 'comment':
        return comment(stream, cursor)
      case 'heredoc':
        if (stream.string.trim() === cursor.place.anchor) cursor.place = code
        stream.skipToEnd()
        return 'string'
      case 'string':
        return string(stream, cursor)
      case 'code':
        return inCode(stream, cursor)
    }
  },
  languageData: {
    commentTokens: { line: '#', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '[', '"'] },
  },
})

/** Lines that are looked at for the end of a block. */
const longestBlock = 2_000

const withoutTexts = (line: string): string => line.replaceAll(/"(?:[^"\\]|\\.)*"?|#.*|\/\/.*/g, '')

/** From the brace that a line ends with to the one that closes it. */
function blockAt(state: EditorState, lineStart: number): { from: number; to: number } | null {
  const first = state.doc.lineAt(lineStart)
  if (first.length > 10_000 || !/[{[]\s*$/.test(withoutTexts(first.text))) return null
  let depth = 0
  const last = Math.min(state.doc.lines, first.number + longestBlock)
  for (let number = first.number; number <= last; number++) {
    const line = state.doc.line(number)
    if (line.length > 10_000) return null
    for (const c of withoutTexts(line.text)) {
      if (c === '{' || c === '[') depth++
      else if (c === '}' || c === ']') depth--
    }
    if (depth <= 0) return number === first.number ? null : { from: first.to, to: line.from + line.text.search(/\S|$/) }
  }
  return null
}

/** The language and how its blocks fold. */
export const hcl = (): Extension => [language, foldService.of(blockAt)]
