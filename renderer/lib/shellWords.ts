/** Reads a pasted command as a POSIX shell splits it (XCU 2.2, 2.3). Nothing is expanded, nothing is run. */

const separators = /^(?:\n|;|&&|\|\|?|&)/

/**
 * The commands of a text, each as its words; a variable stays as it is written. Null if a quote does not end.
 * `withComments`: a word that begins with # is a comment, as in a script; in text that is copied from a terminal it may
 * be the prompt.
 */
export function shellCommands(text: string, { withComments = false } = {}): string[][] | null {
  const commands: string[][] = [[]]
  let word: string | null = null
  let at = 0
  const endWord = () => {
    if (word !== null) commands.at(-1)?.push(word)
    word = null
  }
  while (at < text.length) {
    const sign = text.charAt(at)
    const separator = separators.exec(text.slice(at, at + 2))?.[0]
    if (separator !== undefined) {
      endWord()
      commands.push([])
      at += separator.length
    } else if (/\s/.test(sign)) {
      endWord()
      at += 1
    } else if (withComments && sign === '#' && word === null) {
      // A comment, up to the end of its line.
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (sign === "'" || sign === '"') {
      const quoted = sign === "'" ? singleQuoted(text, at + 1) : doubleQuoted(text, at + 1)
      if (quoted === null) return null
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else if (sign === '\\') {
      // A backslash before the end of a line joins the lines.
      if (text.charAt(at + 1) !== '\n') word = (word ?? '') + text.charAt(at + 1)
      at += 2
    } else {
      word = (word ?? '') + sign
      at += 1
    }
  }
  endWord()
  return commands.filter((command) => command.length > 0)
}

interface Quoted {
  readonly text: string
  /** After the closing quote. */
  readonly end: number
}

function singleQuoted(text: string, from: number): Quoted | null {
  const close = text.indexOf("'", from)
  return close === -1 ? null : { text: text.slice(from, close), end: close + 1 }
}

function doubleQuoted(text: string, from: number): Quoted | null {
  let inside = ''
  for (let at = from; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === '"') return { text: inside, end: at + 1 }
    if (sign === '\\' && '$`"\\\n'.includes(text.charAt(at + 1))) {
      at += 1
      if (text.charAt(at) !== '\n') inside += text.charAt(at)
    } else inside += sign
  }
  return null
}
