/**
 * JSON with escapes in the names of members. `JSON.parse` of V8 12.8 and later may read such a name as another one that
 * ends with a backslash and was read before (https://github.com/nodejs/node/issues/63785): a key of a secret would change.
 */

/** Returns the index of the quote that ends the string which starts at `start`, or -1. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text[before] === '\\') before--
    if ((end - before) % 2 === 1) return end
  }
  return -1
}

/** Returns the index of the first character from `at` on that is not white space. */
function afterSpace(text: string, at: number): number {
  let next = at
  while (/[ \t\r\n]/.test(text.charAt(next))) next++
  return next
}

/** Whether a name of a member has an escape. Linear in the length of the text, which need not be JSON. */
export function hasEscapedName(text: string): boolean {
  let escape = text.indexOf('\\')
  if (escape === -1) return false
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = endOfString(text, start)
    if (end === -1) return false
    if (escape < start) escape = text.indexOf('\\', start)
    if (escape === -1) return false
    if (escape < end && text[afterSpace(text, end + 1)] === ':') return true
    start = text.indexOf('"', end + 1)
  }
  return false
}

/**
 * Parses JSON without the engine's cache of names. `numberOf` returns the value of a number from its text.
 * @throws SyntaxError when the text is not JSON, RangeError when it is nested too deeply.
 */
export function parseEscapedNames(text: string, numberOf: (text: string) => unknown): unknown {
  // Only for its SyntaxError: the code below assumes valid JSON.
  JSON.parse(text)
  let at = 0
  const string = (): string => {
    const start = at
    at = endOfString(text, start) + 1
    return JSON.parse(text.slice(start, at)) as string
  }
  /** Reads members up to the closing bracket. */
  const members = (close: string, member: () => void): void => {
    at = afterSpace(text, at + 1)
    while (text[at] !== close) {
      member()
      at = afterSpace(text, at)
      if (text[at] === ',') at = afterSpace(text, at + 1)
    }
    at++
  }
  const value = (): unknown => {
    at = afterSpace(text, at)
    const first = text[at]
    if (first === '"') return string()
    if (first === '[') {
      const list: unknown[] = []
      members(']', () => list.push(value()))
      return list
    }
    if (first === '{') {
      const object = {}
      members('}', () => {
        const name = string()
        at = afterSpace(text, at) + 1
        // Not an assignment, so that `__proto__` is an ordinary name.
        Object.defineProperty(object, name, { value: value(), enumerable: true, configurable: true, writable: true })
      })
      return object
    }
    const start = at
    while (/[\w.+-]/.test(text.charAt(at))) at++
    const word = text.slice(start, at)
    return /^[tfn]/.test(word) ? JSON.parse(word) : numberOf(word)
  }
  return value()
}
