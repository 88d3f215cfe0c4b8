/** How much YAML the window reads: its parser takes seconds for a megabyte of short values, and the page waits. */
import { Lexer } from 'yaml'

/** Some 15,000 keys. A long text in one value is one token, whatever its length. */
const maxTokens = 100_000
/** Levels of `[` and `{`. */
const maxLevels = 100

/**
 * Whether a YAML text is read in less than a second or so. Cuts it into tokens only, which takes the same time for each
 * of them; what the parser makes of them doesn't.
 */
export function isReadableYaml(text: string): boolean {
  let tokens = 0
  let levels = 0
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (token === '[' || token === '{') levels += 1
    else if (token === ']' || token === '}') levels -= 1
    if (tokens > maxTokens || levels > maxLevels) return false
  }
  return true
}
