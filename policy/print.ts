/**
 * The formatter. It writes the same tokens in the same order with other spaces between them, and then verifies that. If
 * the tokens differ, the text is not changed.
 */
import { hclTokens } from './hclTokens.ts'
import { jsonTokens } from './jsonTokens.ts'
import { printHcl } from './printHcl.ts'
import { printJson } from './printJson.ts'
import type { Policy } from './rules.ts'
import type { Source, Token } from './tree.ts'

/** Returns all tokens of a text, including comments. */
export const tokensOf = ({ form, text }: Source): readonly Token[] =>
  form === 'json' ? jsonTokens(text) : hclTokens(text)

/** Whether both texts have the same tokens, including comments. */
function sameTokens(before: string, tokens: readonly Token[], after: string, again: readonly Token[]): boolean {
  return (
    tokens.length === again.length &&
    tokens.every((token, index) => {
      const other = again[index]
      return other !== undefined && other.type === token.type && plain(before, token) === plain(after, other)
    })
  )
}

/** Spaces at the end of a comment are layout. */
const plain = (text: string, token: Token): string => {
  const piece = text.slice(token.start, token.end)
  return token.type === 'comment' ? piece.trimEnd() : piece
}

/**
 * Returns the text in the usual layout: two spaces of indent, one argument on each line, `=` in a column, an empty line
 * between rules. Comments stay next to their subject. Null for a text that must not be formatted: one with errors, or
 * one that another layout would change.
 */
export function formatPolicy({ tree, problems }: Policy): string | null {
  const { source } = tree
  if (problems.length > 0 || tree.items.length === 0 || source.base64) return null
  const tokens = tokensOf(source)
  const printed = source.form === 'json' ? printJson(source.text, tokens) : printHcl(source.text, tokens)
  // Saved text is parsed with `\n` for `\r\n` once more.
  const again = { ...source, text: printed.replaceAll('\r\n', '\n') }
  return sameTokens(source.text, tokens, again.text, tokensOf(again)) ? printed : null
}
