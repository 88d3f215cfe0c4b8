/** Commands as a shell would take them, with every character visible. */

const plain = /^[\w@%+=:,./-]+$/

/** What a screen would not show, or show in another order. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu

function inShell(word: string): string {
  if (plain.test(word)) return word
  if (word.search(hidden) === -1) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  const written = (sign: string) => {
    const code = sign.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return `$'${word.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(hidden, written)}'`
}

/** Returns the command as a shell would take it; the person decides by it, so every character of it can be seen. */
export const commandLine = (command: string, args: readonly string[]): string =>
  [command, ...args].map(inShell).join(' ')
