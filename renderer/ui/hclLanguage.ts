/**
 * Colors and folds for HCL 1 and JSON, as policies are written in them. Only for visible lines, so that the length of
 * the text does not matter.
 */
import { foldService, StringStream } from '@codemirror/language'
import { EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

interface Place {
  readonly in: 'code' | 'comment' | 'heredoc' | 'string'
  /** The delimiter that ends a heredoc. */
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

function token(stream: StringStream, cursor: Cursor): string | null {
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
}

/** Lines before the visible ones that are read for what they may leave open: a comment, a text of several lines. */
const linesBefore = 200
/** Maximum number of colored characters per line. */
const longestLine = 2_000

const colors = new Map(
  ['comment', 'string', 'propertyName', 'number', 'bool', 'keyword'].map((name) => [
    name,
    Decoration.mark({ class: `cm-hcl-${name}` }),
  ]),
)

/**
 * Colors only the visible lines: a tree of the whole text, as the languages of the library make it, would cost
 * more than a frame for each key stroke in a long policy.
 */
function color(view: EditorView): DecorationSet {
  const { doc } = view.state
  const marks = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    const first = doc.lineAt(from).number
    const last = doc.lineAt(to).number
    const cursor: Cursor = { place: code }
    for (let number = Math.max(1, first - linesBefore); number <= last; number++) {
      const line = doc.line(number)
      const stream = new StringStream(line.text.slice(0, longestLine), 2, 2)
      while (!stream.eol()) {
        stream.start = stream.pos
        const name = token(stream, cursor)
        // Every branch advances; if one did not, the rest of the line would stay plain.
        if (stream.pos === stream.start) break
        const mark = name === null ? undefined : colors.get(name)
        if (mark !== undefined && number >= first) marks.add(line.from + stream.start, line.from + stream.pos, mark)
      }
      if (cursor.place.in === 'string') cursor.place = code
    }
  }
  return marks.finish()
}

const colored = ViewPlugin.fromClass(
  class {
    marks: DecorationSet
    constructor(view: EditorView) {
      this.marks = color(view)
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.marks = color(update.view)
    }
  },
  { decorations: (plugin) => plugin.marks },
)

const looks = EditorView.theme({
  '.cm-hcl-propertyName': { color: 'var(--syntax-key)' },
  '.cm-hcl-string': { color: 'var(--syntax-string)' },
  '.cm-hcl-number': { color: 'var(--syntax-number)' },
  '.cm-hcl-bool, .cm-hcl-keyword': { color: 'var(--syntax-keyword)' },
  '.cm-hcl-comment': { color: 'var(--syntax-comment)' },
})

const comments = EditorState.languageData.of(() => [{ commentTokens: { line: '#' } }])

/** Maximum number of lines in which the end of a block is looked for. */
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
export const hcl = (): Extension => [colored, looks, comments, foldService.of(blockAt)]
