/** How much YAML the window reads: its parser takes seconds for a megabyte of short values, and blocks the page. */
import { Lexer } from 'yaml'

/** About 15,000 keys. A long text in one value is one token of any length. */
const maxTokens = 100_000
/** Levels of `[` and `{`. */
const maxLevels = 100

/**
 * Whether a YAML text can be read in about a second or less. Only splits it into tokens, which takes the same time for
 * each of them; parsing them does not.
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
