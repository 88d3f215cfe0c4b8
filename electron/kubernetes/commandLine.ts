/** Formats commands as for a shell, with every character visible. */

const plain = /^[\w@%+=:,./-]+$/

/** Characters that a screen would not show, or would show in another order. */
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

/** Returns the command as for a shell. The person decides by it, so every character is visible. */
export const commandLine = (command: string, args: readonly string[]): string =>
  [command, ...args].map(inShell).join(' ')
