/**
 * Texts of Terraform's language, HCL 2, whose heredocs and escapes differ from those of HCL 1. Expressions (`${…}`) are
 * not changed, because only Terraform can evaluate them.
 */

const heredocStart = /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/u

/** Returns the text of the heredoc whose `<<` is at `at`; null if there is none, or if it does not end. */
export function terraformHeredoc(text: string, at: number): string | null {
  const start = heredocStart.exec(text.slice(at, at + 300))
  if (start === null) return null
  const [opening, dash, anchor] = start
  const lines: string[] = []
  let line = at + opening.length
  while (line < text.length) {
    const next = text.indexOf('\n', line)
    const end = next === -1 ? text.length : next
    const written = text.slice(line, end)
    if (written.trim() === anchor) return unescapeTemplate((dash === '-' ? flushed(lines) : lines).join(''))
    if (next === -1) return null
    lines.push(`${written}\n`)
    line = next + 1
  }
  return null
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** `<<-` removes the smallest indent of all lines from each line. Empty lines do not count and are not changed. */
function flushed(lines: readonly string[]): readonly string[] {
  const counted = lines.filter((line) => line.trim() !== '')
  const least = counted.reduce((smallest, line) => Math.min(smallest, indentOf(line)), Infinity)
  return lines.map((line) => (line.trim() === '' ? line : line.slice(least)))
}

/** A template has two escapes: `$${` and `%%{`. */
const unescapeTemplate = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{')

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/** Returns the quoted text at `at`; null if there is none, or if it has an escape that HCL 2 does not have. */
export function unquoteTerraform(text: string, at: number): string | null {
  const quoted = /^"((?:[^"\\\n]|\\.)*)"/.exec(text.slice(at))
  if (quoted === null) return null
  let isLegal = true
  const value = (quoted[1] ?? '').replaceAll(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
    (_, short: string | undefined, long: string | undefined, mark: string | undefined) => {
      const digits = short ?? long
      const code = digits === undefined ? -1 : Number.parseInt(digits, 16)
      const plain =
        digits === undefined ? escapes[mark ?? ''] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
      if (plain === undefined) isLegal = false
      return plain ?? ''
    },
  )
  return isLegal ? unescapeTemplate(value) : null
}
