/** Decodes quoted strings and heredocs. The lexers delimit both; their escapes and indents are resolved here. */
import { isIllegalByte } from './characters.ts'

const simple: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

const digitsOf: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Joins bytes from escapes to the UTF-8 that they encode. */
function joinBytes(marked: string): string {
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const character of marked) {
    const code = character.codePointAt(0) ?? 0
    if (isIllegalByte(code)) bytes.push(code - 0xdc00)
    else bytes.push(...encoder.encode(character))
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))
}

/** Returns the value and the end of the escape after the backslash at `at`; null if no server can decode it. */
function escapeAt(text: string, at: number, json: boolean): { readonly value: string; readonly end: number } | null {
  const mark = text[at + 1] ?? ''
  const plain = simple[mark]
  if (plain !== undefined) return { value: plain, end: at + 2 }
  const octal = digitsOf[mark] === undefined
  const start = octal ? at + 1 : at + 2
  const end = start + (digitsOf[mark] ?? 3)
  const code = Number.parseInt(text.slice(start, end), octal ? 8 : 16)
  if (Number.isNaN(code) || code > 0x10ffff) return null
  if (octal || mark === 'x') {
    if (code > 255) return null
    return { value: code < 0x80 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code), end }
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff
  if (surrogate && json) return null
  return { value: surrogate ? '\ufffd' : String.fromCodePoint(code), end }
}

/** Returns the end of a `${…}` that begins at `at`, whose content HCL does not change; null if it cannot be read. */
function interpolationEnd(text: string, at: number): number | null {
  let depth = 1
  for (let end = at + 2; end < text.length; end++) {
    const c = text[end]
    if (c === '\ufffd') return null
    if (c === '{') depth++
    else if (c === '}' && --depth === 0) return end + 1
  }
  return null
}

/**
 * Returns the text of a string token; null if the servers' decoder fails, which ends the request without an answer.
 * @param quoted with its quotes, as the lexer returned it.
 */
export function unquote(quoted: string, json: boolean): string | null {
  const text = quoted.slice(1, -1)
  if (!text.includes('\\') && (json || !text.includes('$'))) return text
  let value = ''
  let bytes = false
  let at = 0
  while (at < text.length) {
    const c = text.charCodeAt(at)
    if (c === 92) {
      const escape = escapeAt(text, at, json)
      if (escape === null) return null
      if (isIllegalByte(escape.value.charCodeAt(0))) bytes = true
      value += escape.value
      at = escape.end
    } else if (!json && c === 36 && text.charCodeAt(at + 1) === 123) {
      const end = interpolationEnd(text, at)
      if (end === null) return null
      value += text.slice(at, end)
      at = end
    } else {
      let end = at + 1
      while (end < text.length && text.charCodeAt(end) !== 92 && text.charCodeAt(end) !== 36) end++
      value += text.slice(at, end)
      at = end
    }
  }
  return bytes ? joinBytes(value) : value
}

/** Returns the text of a heredoc token; with `<<-` the indent of its last line is removed from all lines. */
export function unindent(heredoc: string): string {
  const first = heredoc.indexOf('\n')
  const plainEnd = heredoc.length - first + 1
  if (heredoc[2] !== '-') return heredoc.slice(first + 1, plainEnd)
  const lines = heredoc.slice(first + 1, plainEnd + 1).split('\n')
  const indent = lines.at(-1) ?? ''
  if (!lines.every((line) => line.startsWith(indent))) return heredoc.slice(first + 1, plainEnd).replace(/[ \t]+$/, '')
  return lines.map((line, index) => (index === lines.length - 1 ? '' : line.slice(indent.length))).join('\n')
}

const named: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }

/** Returns a text in quotes for a policy, which HCL and JSON both read back unchanged. */
export function quote(value: string): string {
  // A `$` before a brace would begin an interpolation; a policy cannot contain the other characters at all.
  const safe = value.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /["\\\u0000-\u001f\ue123]|\$(?=\{)/g,
    (c) => named[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${safe}"`
}
