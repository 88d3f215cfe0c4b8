/**
 * The formatter. It writes the same tokens in the same order with other spaces between them, and then looks whether
 * that is so; if it ever were not, the text stays as it is.
 */
import { hclTokens } from './hclTokens.ts'
import { jsonTokens } from './jsonTokens.ts'
import { printHcl } from './printHcl.ts'
import { printJson } from './printJson.ts'
import type { Policy } from './rules.ts'
import type { Source, Token } from './tree.ts'

/** All words of a text, comments among them. */
export const tokensOf = ({ form, text }: Source): readonly Token[] =>
  form === 'json' ? jsonTokens(text) : hclTokens(text)

/** Whether both texts have the same tokens, comments among them. */
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
 * The text laid out as everybody lays out policies: two spaces of indent, one argument a line, `=` in a column, an empty
 * line between rules. Comments stay by what they are about. Null for a text that is better left alone: one with
 * mistakes, or one that another layout would change.
 */
export function formatPolicy({ tree, problems }: Policy): string | null {
  const { source } = tree
  if (problems.length > 0 || tree.items.length === 0 || source.base64) return null
  const tokens = tokensOf(source)
  const printed = source.form === 'json' ? printJson(source.text, tokens) : printHcl(source.text, tokens)
  // What is saved is read with `\n` for `\r\n` once more.
  const again = { ...source, text: printed.replaceAll('\r\n', '\n') }
  return sameTokens(source.text, tokens, again.text, tokensOf(again)) ? printed : null
}
