/** The messages for errors in a text, each with what to do. */
import { useLingui } from '@lingui/react/macro'
import type { TextProblem, TextProblemKind } from './textProblems.ts'

export function useTextProblemMessages(): (problem: TextProblem) => string {
  const { t } = useLingui()
  return ({ kind, name = '' }) => {
    const words: Readonly<Record<TextProblemKind, string>> = {
      'not-an-object': t`A secret is a set of keys and values. Start with a key.`,
      'key-twice': t`The key ${name} appears twice. One of the two values would be lost.`,
      'too-deep': t`This is nested too deeply.`,
      'too-many': t`This YAML has too many values to read here. Use JSON instead.`,
      'key-expected': t`A key in double quotes is missing here.`,
      'value-expected': t`A value is missing here.`,
      'colon-expected': t`A colon is missing here.`,
      'comma-expected': t`A comma is missing here.`,
      'brace-expected': t`A closing brace is missing here.`,
      'bracket-expected': t`A closing bracket is missing here.`,
      'end-expected': t`Unexpected text after the end.`,
      comment: t`JSON has no comments.`,
      'string-end': t`The quotes aren't closed on this line. Write a line break in text as \\n.`,
      escape: t`Not a valid escape sequence.`,
      character: t`This character is not allowed here.`,
      symbol: t`Not a valid value. Put text in double quotes.`,
      number: t`Not a valid JSON number.`,
      'number-form': t`YAML reads ${name} as a number that JSON can't represent. Put it in quotes to keep it as text.`,
      alias: t`Aliases can't be stored. Write the value here.`,
      tag: t`Tags can't be stored. Remove the tag, or write the value as text.`,
      'key-form': t`A key must be a name.`,
      'several-documents': t`A second document starts here. A secret must be a single document.`,
      indent: t`The indentation doesn't match.`,
      tab: t`Indent YAML with spaces, not tabs.`,
      syntax: t`Not valid YAML.`,
    }
    return words[kind]
  }
}
