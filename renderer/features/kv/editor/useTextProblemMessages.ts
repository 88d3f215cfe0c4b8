/** The messages for errors in a text, each with what to do. */
import { useLingui } from '@lingui/react/macro'
import type { TextProblem, TextProblemKind } from './textProblems.ts'

export function useTextProblemMessages(): (problem: TextProblem) => string {
  const { t } = useLingui()
  return ({ kind, name = '' }) => {
    const words: Readonly<Record<TextProblemKind, string>> = {
      'not-an-object': t`A secret is a set of keys with values: begin with a key.`,
      'key-twice': t`The key ${name} stands twice. One of the two would be lost.`,
      'too-deep': t`This is nested too deeply.`,
      'too-many': t`This YAML has too many values to read here. Use JSON instead.`,
      'key-expected': t`A key in double quotes is missing here.`,
      'value-expected': t`A value is missing here.`,
      'colon-expected': t`A colon is missing here.`,
      'comma-expected': t`A comma is missing here.`,
      'brace-expected': t`A closing brace is missing here.`,
      'bracket-expected': t`A closing bracket is missing here.`,
      'end-expected': t`Nothing may follow after the end.`,
      comment: t`JSON has no comments.`,
      'string-end': t`The quotes are not closed on this line. A line break in a text is written as \\n.`,
      escape: t`This is no escape sequence.`,
      character: t`This character is not allowed here.`,
      symbol: t`This is no value. A text stands in double quotes.`,
      number: t`This is no number as JSON writes it.`,
      'number-form': t`YAML reads ${name} as a number that JSON cannot write like this. Put it in quotes to keep it as a text.`,
      alias: t`An alias cannot be stored. Write its value here.`,
      tag: t`A tag cannot be stored. Leave it out, or write the value as a text.`,
      'key-form': t`A key must be a name.`,
      'several-documents': t`This begins a second document. A secret is one.`,
      indent: t`The indentation does not fit.`,
      tab: t`YAML is indented by spaces, not by tabs.`,
      syntax: t`This is not YAML.`,
    }
    return words[kind]
  }
}
