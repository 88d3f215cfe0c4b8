/** Assistance while a text is written: completions for a position, and hover texts for what is there. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
  completionStatus,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
} from '@codemirror/autocomplete'
import { codeFolding, foldGutter, foldKeymap, indentService } from '@codemirror/language'
import { countColumn, type Extension, Prec } from '@codemirror/state'
import { type EditorView, hoverTooltip, keymap } from '@codemirror/view'
import { textOf } from './codeText.ts'

/** One completion. */
export interface CodeChoice {
  readonly text: string
  /** Quiet, after it. */
  readonly hint?: string
  /** More can follow, so the completions open again: a folder. */
  readonly goesOn?: boolean
  /** The cursor is placed this many characters before its end; 0 when absent. */
  readonly cursorBack?: number
}

export interface CodeChoices {
  /** The range that a completion replaces. */
  readonly from: number
  readonly to: number
  readonly choices: readonly CodeChoice[]
}

/** A hover text for a piece of the text. */
export interface CodeWords {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

export interface CodeAssist {
  readonly choicesAt: (text: string, offset: number, signal: AbortSignal) => Promise<CodeChoices | null>
  readonly wordsAt: (text: string, offset: number) => Promise<CodeWords | null>
  /** Labels of the editor's own controls. */
  readonly words: { readonly fold: string; readonly unfold: string; readonly folded: string }
}

/** The kind of a completion that more can follow. */
const goingOn = 'folder'

/** Closes the completions. A pending request for them is canceled, and the editor handles the key as usual. */
function escape(view: EditorView): boolean {
  const isOpen = completionStatus(view.state) === 'active'
  closeCompletion(view)
  return isOpen
}

/** Inserts a completion with the cursor inside it. */
const applied =
  (text: string, cursorBack: number) =>
  (view: EditorView, choice: Completion, from: number, to: number): void =>
    view.dispatch({
      ...insertCompletionText(view.state, text, from, to),
      selection: { anchor: from + text.length - cursorBack },
      annotations: pickedCompletion.of(choice),
    })

/** A line after an opening bracket is indented one step more than the bracket's own; others like the one before. */
const indentBehindBracket = indentService.of(({ state, unit }, position) => {
  const line = state.doc.lineAt(position)
  const before = line.text.slice(0, position - line.from)
  if (!/[[{(]\s*$/.test(before) || /^\s*(?:#|\/\/)/.test(before)) return undefined
  return countColumn(/^\s*/.exec(line.text)?.[0] ?? '', state.tabSize) + unit
})

/** `assist` is called each time, so that it may change while the editor is open. */
export function assisted(assist: () => CodeAssist): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    // Unless requested, none after a brace or white space, where Enter begins a line.
    if (!context.explicit && context.matchBefore(/[^\s{}]$/) === null) return null
    const stop = new AbortController()
    context.addEventListener('abort', () => stop.abort())
    const found = await assist().choicesAt(textOf(context.state), context.pos, stop.signal)
    if (found === null || found.choices.length === 0) return null
    return {
      from: found.from,
      to: found.to,
      options: found.choices.map(({ text, hint, goesOn, cursorBack }): Completion => ({
        label: text,
        ...(cursorBack !== undefined && { apply: applied(text, cursorBack) }),
        ...(hint !== undefined && { detail: hint }),
        type: goesOn === true ? goingOn : 'text',
      })),
      // While a name is typed the same completions apply; after a slash there are others.
      validFor: /^[^/"\s{]*$/,
    }
  }
  const { words } = assist()
  return [
    autocompletion({
      override: [source],
      activateOnCompletion: ({ type }) => type === goingOn,
      defaultKeymap: false,
      // Completions open only for words, where Enter has no other use, so they accept a key press without a delay.
      interactionDelay: 0,
      icons: false,
      closeOnBlur: true,
      maxRenderedOptions: 100,
    }),
    closeBrackets(),
    indentBehindBracket,
    codeFolding({ placeholderText: '…', preparePlaceholder: () => words.folded }),
    foldGutter({
      markerDOM: (open) => {
        const mark = document.createElement('span')
        mark.className = 'cm-fold'
        mark.textContent = open ? '▾' : '▸'
        mark.title = open ? words.fold : words.unfold
        return mark
      },
    }),
    hoverTooltip(
      async (view, position) => {
        const found = await assist().wordsAt(textOf(view.state), position)
        if (found === null || found.lines.length === 0) return null
        return {
          pos: found.from,
          end: found.to,
          above: true,
          create: () => {
            const dom = document.createElement('div')
            dom.className = 'cm-words'
            for (const line of found.lines) {
              const part = document.createElement('div')
              part.textContent = line
              dom.append(part)
            }
            return { dom }
          },
        }
      },
      { hoverTime: 350 },
    ),
    Prec.highest(
      keymap.of([...completionKeymap.filter(({ key }) => key !== 'Escape'), { key: 'Escape', run: escape }]),
    ),
    keymap.of([...closeBracketsKeymap, ...foldKeymap]),
  ]
}
