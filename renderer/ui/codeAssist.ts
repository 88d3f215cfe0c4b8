/** What helps while a text is written: choices for what could stand here, and words for what does. */
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

/** One thing that could stand at a place. */
export interface CodeChoice {
  readonly text: string
  /** Quiet, behind it. */
  readonly hint?: string
  /** More follows it, so that the choices open again: a folder. */
  readonly goesOn?: boolean
  /** The cursor goes so many characters before its end; 0 when absent. */
  readonly cursorBack?: number
}

export interface CodeChoices {
  /** What a choice takes the place of. */
  readonly from: number
  readonly to: number
  readonly choices: readonly CodeChoice[]
}

/** Words for a piece of the text. */
export interface CodeWords {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

export interface CodeAssist {
  readonly choicesAt: (text: string, offset: number, signal: AbortSignal) => Promise<CodeChoices | null>
  readonly wordsAt: (text: string, offset: number) => Promise<CodeWords | null>
  /** Words of the editor's own controls. */
  readonly words: { readonly fold: string; readonly unfold: string; readonly folded: string }
}

/** The kind of a choice behind which there are more. */
const goingOn = 'folder'

/** Closes the choices. Those that are still on their way are called off, and the key goes on to the editor's own use. */
function escape(view: EditorView): boolean {
  const isOpen = completionStatus(view.state) === 'active'
  closeCompletion(view)
  return isOpen
}

/** Writes a choice with the cursor inside it. */
const applied =
  (text: string, cursorBack: number) =>
  (view: EditorView, choice: Completion, from: number, to: number): void =>
    view.dispatch({
      ...insertCompletionText(view.state, text, from, to),
      selection: { anchor: from + text.length - cursorBack },
      annotations: pickedCompletion.of(choice),
    })

/** A line behind an opening bracket is one step further in than the bracket's own; others are as far in as the one before. */
const indentBehindBracket = indentService.of(({ state, unit }, position) => {
  const line = state.doc.lineAt(position)
  const before = line.text.slice(0, position - line.from)
  if (!/[[{(]\s*$/.test(before) || /^\s*(?:#|\/\/)/.test(before)) return undefined
  return countColumn(/^\s*/.exec(line.text)?.[0] ?? '', state.tabSize) + unit
})

/** `assist` is asked again each time, so that it may change while the editor is open. */
export function assisted(assist: () => CodeAssist): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
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
      // While a name is typed the same choices hold; behind a slash there are others.
      validFor: /^[^/"\s{]*$/,
    }
  }
  const { words } = assist()
  return [
    autocompletion({
      override: [source],
      activateOnCompletion: ({ type }) => type === goingOn,
      defaultKeymap: false,
      // Choices come for words alone, where Enter has no other use: a person who is quick is not kept waiting.
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
