/** The editor for texts of several lines, on CodeMirror 6 (https://codemirror.net/docs/ref/). In a chunk of its own. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import {
  Compartment,
  EditorState,
  type Extension,
  type Range,
  RangeSet,
  StateEffect,
  StateField,
} from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  gutter,
  GutterMarker,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { assisted, type CodeAssist } from './codeAssist.ts'
import { textOf } from './codeText.ts'
import { hcl } from './hclLanguage.ts'

export type CodeLanguage = 'json' | 'yaml' | 'hcl' | 'text'

/** A problem of a piece of the text: UTF-16 offsets, and a text that is shown on hover. */
export interface CodeProblem {
  readonly from: number
  readonly to: number
  readonly message: string
  /** Absent: an error. */
  readonly severity?: 'error' | 'warning' | 'info'
}

/** Replaces the text from `from` to `to` with `insert`. */
export interface CodeEdit {
  readonly from: number
  readonly to: number
  readonly insert: string
}

export interface CodeEditorOptions {
  readonly text: string
  readonly label: string
  readonly language: CodeLanguage
  readonly wraps: boolean
  readonly isReadOnly: boolean
  /** Id of the text below it. */
  readonly describedBy: string
  readonly onChange: (text: string) => void
  /** Called with the position of the cursor whenever it moves. */
  readonly onCursor?: ((offset: number) => void) | undefined
  readonly assist?: (() => CodeAssist) | undefined
}

/** The functions of an open editor for the component around it. */
export interface OpenCodeEditor {
  readonly setText: (text: string) => void
  readonly setProblems: (problems: readonly CodeProblem[]) => void
  readonly setWraps: (wraps: boolean) => void
  readonly setLabel: (label: string) => void
  readonly focus: () => void
  /** Moves the cursor to an offset and scrolls it into view. */
  readonly goTo: (offset: number) => void
  /** Changes pieces of the text, as if they had been typed; one step of undo. */
  readonly edit: (edits: readonly CodeEdit[]) => void
  /** Replaces the whole text, as one step of undo. */
  readonly replace: (text: string) => void
  readonly close: () => void
}

const colors = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--syntax-key)' },
  { tag: [tags.string, tags.content], color: 'var(--syntax-string)' },
  { tag: tags.number, color: 'var(--syntax-number)' },
  { tag: [tags.bool, tags.null, tags.keyword, tags.typeName], color: 'var(--syntax-keyword)' },
  { tag: tags.comment, color: 'var(--syntax-comment)' },
])

const looks = EditorView.theme({
  '&': { fontSize: 'var(--text-size-mono)', color: 'var(--text-value)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.45', maxHeight: 'inherit', overflow: 'auto' },
  '.cm-content': { padding: '5px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 9px 0 4px' },
  '.cm-gutters': { color: 'var(--text-quiet)', backgroundColor: 'transparent', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.5ch', padding: '0 4px 0 6px' },
  '.cm-problems': { width: '10px' },
  '.cm-problem': { color: 'var(--danger-text)', fontWeight: 'bold', cursor: 'default' },
  '.cm-problem[data-severity=warning]': { color: 'var(--warn-text)' },
  '.cm-problem[data-severity=info]': { color: 'var(--text-quiet)' },
  '.cm-wrong': { textDecoration: 'underline wavy var(--danger)' },
  '.cm-wrong-warning': { textDecoration: 'underline wavy var(--warn)' },
  '.cm-wrong-info': { textDecoration: 'underline dotted var(--text-quiet)' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 2px', cursor: 'default' },
  '.cm-foldPlaceholder': {
    padding: '0 4px',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius-small)',
    color: 'var(--text-quiet)',
    backgroundColor: 'var(--surface-sunken)',
  },
  '.cm-tooltip': {
    border: '0',
    borderRadius: 'var(--radius)',
    color: 'var(--text)',
    backgroundColor: 'var(--surface-raised)',
    boxShadow: 'var(--shadow-overlay)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '220px', maxWidth: '480px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--text-value)',
    background: 'var(--accent-surface)',
  },
  '.cm-completionDetail': { fontFamily: 'var(--font-body)', fontStyle: 'normal', color: 'var(--text-quiet)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 'var(--weight-strong)' },
  '.cm-words': {
    maxWidth: '420px',
    padding: '6px 10px',
    fontFamily: 'var(--font-body)',
    fontSize: 'var(--text-size-small)',
    lineHeight: '1.45',
  },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-surface)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-surface)' },
})

type Severity = NonNullable<CodeProblem['severity']>

class ProblemMarker extends GutterMarker {
  readonly #message: string
  readonly #severity: Severity
  constructor(message: string, severity: Severity) {
    super()
    this.#message = message
    this.#severity = severity
  }
  override toDOM(): Node {
    const mark = document.createElement('span')
    mark.className = 'cm-problem'
    mark.textContent = this.#severity === 'info' ? 'i' : '!'
    mark.dataset['severity'] = this.#severity
    mark.title = this.#message
    return mark
  }
}

const setProblems = StateEffect.define<readonly CodeProblem[]>()
const wrong: Readonly<Record<Severity, Decoration>> = {
  error: Decoration.mark({ class: 'cm-wrong' }),
  warning: Decoration.mark({ class: 'cm-wrong-warning' }),
  info: Decoration.mark({ class: 'cm-wrong-info' }),
}
const weight: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 }

interface Marks {
  /** As they were set, and their present positions. */
  readonly problems: readonly CodeProblem[]
  readonly underlined: DecorationSet
  readonly lines: RangeSet<GutterMarker>
}
const marks = StateField.define<Marks>({
  create: () => ({ problems: [], underlined: Decoration.none, lines: RangeSet.empty }),
  update: (before, transaction) => {
    const told = transaction.effects.find((effect) => effect.is(setProblems))
    if (told === undefined) {
      const { changes } = transaction
      if (changes.empty) return before
      const problems = before.problems.map((problem) => ({
        ...problem,
        from: changes.mapPos(problem.from, 1),
        to: changes.mapPos(problem.to, -1),
      }))
      return { problems, underlined: before.underlined.map(changes), lines: before.lines.map(changes) }
    }
    const { doc } = transaction.state
    const problems = told.value.filter(({ from }) => from <= doc.length)
    // The most severe of a line, and of those the first.
    const byLine = new Map<number, { message: string; severity: Severity }>()
    for (const { from, message, severity = 'error' } of problems) {
      const line = doc.lineAt(from).from
      const before = byLine.get(line)
      if (before === undefined || weight[before.severity] < weight[severity]) byLine.set(line, { message, severity })
    }
    const underlined: Range<Decoration>[] = problems.flatMap(({ from, to, severity = 'error' }) => {
      // Only its first line: a wave under the indentation of a whole block has no meaning.
      const end = Math.min(to, doc.lineAt(from).to)
      return end > from ? [wrong[severity].range(from, end)] : []
    })
    const lines: Range<GutterMarker>[] = [...byLine].map(([from, { message, severity }]) =>
      new ProblemMarker(message, severity).range(from),
    )
    return { problems: told.value, underlined: Decoration.set(underlined, true), lines: RangeSet.of(lines, true) }
  },
  provide: (field) => EditorView.decorations.from(field, ({ underlined }) => underlined),
})

const areSame = (a: readonly CodeProblem[], b: readonly CodeProblem[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index]
    return (
      other !== undefined &&
      one.from === other.from &&
      one.to === other.to &&
      one.message === other.message &&
      one.severity === other.severity
    )
  })

/** Tab indents; after Escape it moves the focus until the next input: WCAG 2.1.2, no keyboard trap. */
const leaving: Extension = [
  EditorView.domEventHandlers({ focus: (_event, view) => view.setTabFocusMode(false) }),
  EditorView.updateListener.of(({ docChanged, view }) => {
    if (docChanged) view.setTabFocusMode(false)
  }),
]

const languages: Readonly<Record<CodeLanguage, () => Extension>> = { json, yaml, hcl, text: () => [] }

/**
 * Opens an editor in `parent`. Its styles carry the page's nonce, as the policy requires
 * (docs/security.md, "The page").
 */
export function openCodeEditor(parent: HTMLElement, options: CodeEditorOptions): OpenCodeEditor {
  const wrapping = new Compartment()
  const naming = new Compartment()
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
  const wrap = (wraps: boolean) => (wraps ? EditorView.lineWrapping : [])
  const name = (label: string) =>
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': options.describedBy,
      'aria-readonly': String(options.isReadOnly),
      spellcheck: 'false',
      translate: 'no',
    })
  let isTabFree = false
  /** The text that the page already has: a long text is not compared with itself. */
  let known = options.text
  const escape = (view: EditorView): boolean => {
    // The second Escape is the page's.
    if (isTabFree) return false
    view.setTabFocusMode(true)
    isTabFree = true
    return true
  }
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        // A value's line breaks are kept: only `\n` divides lines, and a lone `\r` is shown. Pasted text gets `\n`, as
        // in every other field.
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, '\n')),
        highlightSpecialChars(),
        lineNumbers(),
        marks,
        gutter({ class: 'cm-problems', markers: (shown) => shown.state.field(marks).lines }),
        looks,
        syntaxHighlighting(colors),
        languages[options.language](),
        drawSelection(),
        wrapping.of(wrap(options.wraps)),
        naming.of(name(options.label)),
        ...(options.isReadOnly
          ? [EditorState.readOnly.of(true)]
          : [
              history(),
              indentUnit.of('  '),
              indentOnInput(),
              bracketMatching(),
              keymap.of([{ key: 'Escape', run: escape, stopPropagation: true }, indentWithTab]),
              leaving,
              EditorView.domEventHandlers({ focus: () => void (isTabFree = false) }),
              EditorView.updateListener.of(({ docChanged, state, transactions }) => {
                if (!docChanged) return
                isTabFree = false
                const isOurs = transactions.some((transaction) => transaction.isUserEvent('strongroom'))
                known = textOf(state)
                if (!isOurs) options.onChange(known)
              }),
            ]),
        ...(options.assist === undefined ? [] : [assisted(options.assist)]),
        EditorView.updateListener.of(({ selectionSet, docChanged, state }) => {
          if (selectionSet || docChanged) options.onCursor?.(state.selection.main.head)
        }),
        keymap.of([...historyKeymap, ...defaultKeymap]),
      ],
    }),
  })
  return {
    setText: (text) => {
      if (known === text || textOf(view.state) === text) return
      known = text
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'strongroom' })
    },
    setProblems: (problems) => {
      // Marks that only moved with the text are already in the right position.
      if (!areSame(view.state.field(marks).problems, problems)) view.dispatch({ effects: setProblems.of(problems) })
    },
    setWraps: (wraps) => view.dispatch({ effects: wrapping.reconfigure(wrap(wraps)) }),
    setLabel: (label) => view.dispatch({ effects: naming.reconfigure(name(label)) }),
    focus: () => view.focus(),
    goTo: (offset) => {
      const at = Math.min(offset, view.state.doc.length)
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true })
      view.focus()
    },
    edit: (edits) => {
      view.dispatch({ changes: edits.map(({ from, to, insert }) => ({ from, to, insert })), userEvent: 'input' })
    },
    replace: (text) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'input' })
    },
    close: () => view.destroy(),
  }
}
