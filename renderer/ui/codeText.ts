/** The text of an editor as one string, built once for each state of it. */
import type { EditorState, Text } from '@codemirror/state'

const texts = new WeakMap<Text, string>()

/** A long text takes milliseconds to build, and several parts read it at each key stroke. */
export function textOf(state: EditorState): string {
  const known = texts.get(state.doc)
  if (known !== undefined) return known
  const text = state.sliceDoc()
  texts.set(state.doc, text)
  return text
}
