/**
 * A whole secret as one JSON text (RFC 8259): written and read with every digit, every escape and the order of its
 * keys. A key that occurs twice is an error at any depth, since a parser would drop one of the two.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Entry } from '../../../../electron/contract/kv.ts'
import { indentJson, isJson } from '../shared/json.ts'
import { problemAt, type TextProblem, type TextProblemKind } from './textProblems.ts'

/** Either the content of the text, or all of its errors, in their order. */
export type ReadWhole =
  | { readonly entries: readonly Entry[]; readonly problems?: undefined }
  | { readonly problems: readonly TextProblem[] }

/** The secret as an object over several lines, a line break at its end. */
export function writeWholeJson(entries: readonly Entry[]): string {
  if (entries.length === 0) return '{}\n'
  return `${indentJson(`{${entries.map(({ key, json }) => `${JSON.stringify(key)}:${json}`).join(',')}}`)}\n`
}

const kinds: Readonly<Record<string, TextProblemKind>> = {
  InvalidSymbol: 'symbol',
  InvalidNumberFormat: 'number',
  PropertyNameExpected: 'key-expected',
  ValueExpected: 'value-expected',
  ColonExpected: 'colon-expected',
  CommaExpected: 'comma-expected',
  CloseBraceExpected: 'brace-expected',
  CloseBracketExpected: 'bracket-expected',
  EndOfFileExpected: 'end-expected',
  InvalidCommentToken: 'comment',
  UnexpectedEndOfComment: 'comment',
  UnexpectedEndOfString: 'string-end',
  UnexpectedEndOfNumber: 'number',
  InvalidUnicode: 'escape',
  InvalidEscapeCharacter: 'escape',
  InvalidCharacter: 'character',
}

/** The tree of a JSON text, or its errors. */
function treeOf(text: string): { root: Node } | { problems: readonly TextProblem[] } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
    if (errors.length > 0) {
      return {
        problems: errors.map(({ error, offset, length }) =>
          problemAt(text, kinds[printParseErrorCode(error)] ?? 'symbol', offset, offset + length),
        ),
      }
    }
    // The JavaScript engine decides what valid JSON is, because it reads each value afterwards.
    if (root === undefined || !isJson(text)) return { problems: [problemAt(text, 'symbol', 0, text.length)] }
    return { root }
  } catch {
    // Nested more deeply than the stack allows; a server refuses it long before.
    return { problems: [problemAt(text, 'too-deep', 0)] }
  }
}

/** Keys that occur twice in one object, at any depth. */
function twins(text: string, root: Node): TextProblem[] {
  const problems: TextProblem[] = []
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const seen = new Set<string>()
    for (const child of node.children ?? []) {
      const key = child.type === 'property' ? child.children?.[0] : undefined
      if (key !== undefined) {
        const name = String(key.value)
        if (seen.has(name)) problems.push(problemAt(text, 'key-twice', key.offset, key.offset + key.length, name))
        seen.add(name)
      }
      waiting.push(child)
    }
  }
  return problems.sort((a, b) => a.from - b.from)
}

/** Reads one JSON object; its values are kept as they are written. */
export function readWholeJson(text: string): ReadWhole {
  const tree = treeOf(text)
  if ('problems' in tree) return { problems: tree.problems }
  const { root } = tree
  if (root.type !== 'object')
    return { problems: [problemAt(text, 'not-an-object', root.offset, root.offset + root.length)] }
  const problems = twins(text, root)
  if (problems.length > 0) return { problems }
  const entries = (root.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? []
    if (key === undefined || value === undefined) return []
    return [{ key: String(key.value), json: text.slice(value.offset, value.offset + value.length) }]
  })
  return { entries }
}

/** The nodes of one valid JSON value, for writing it in another form. Throws when it is not valid. */
export function nodesOfJson(json: string): Node {
  const tree = treeOf(json)
  if ('problems' in tree) throw new SyntaxError('not JSON')
  return tree.root
}
