/** What reading changed or left out of a text, for a sentence next to the result. Never a part of the text. */
export const tidied = [
  /** The bytes were UTF-16. */
  'utf-16',
  'terminal-codes',
  'carriage-returns',
  'invisible',
  'quotes',
  'white-space',
  /** `\n` as two characters. */
  'escaped-line-breaks',
  /** `Bearer `, `JWT=`, the name of a header. */
  'label',
  /** Other text before or after the part that is used. */
  'text-around',
  'base64',
] as const
export type Tidied = (typeof tidied)[number]
