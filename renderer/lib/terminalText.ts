/**
 * The effect of pasted text on a terminal: a control character acts before a shell sees any quotes. Ctrl-C ends the
 * line that the quotes are on, ESC begins a command to the terminal, a tab completes, a line break runs the line.
 */

/** C0, DEL and C1 control characters (Unicode, general category Cc). */
const control = /\p{Cc}/u
const controlsButLineEnds = /[^\P{Cc}\t\n\r]/u

/** Whether a text acts on a terminal that it is pasted into. */
export const actsOnTerminal = (text: string): boolean => control.test(text)

/** The same for a format that has lines and tabs of its own. */
export const actsOnTerminalWithLines = (text: string): boolean => controlsButLineEnds.test(text)

/** A JSON text in which every control character is an escape or white space between values (RFC 8259, section 7). */
export const escapedJson = (json: string): string =>
  json.replaceAll(/[\u007f-\u009f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * One word of a POSIX shell (XCU 2.2.2): without quotes if it has only plain characters, otherwise in single quotes,
 * which end nowhere else.
 * SECURITY: a control character becomes U+FFFD, because quotes don't contain it in a terminal. Names that Vault accepts
 * have none (docs/security.md, "The clipboard").
 */
export function shellWord(text: string): string {
  if (/^[\w@%+:,./-][\w@%+:,./=-]*$/.test(text)) return text
  return `'${text.replaceAll(/\p{Cc}/gu, '\u{fffd}').replaceAll("'", `'\\''`)}'`
}
