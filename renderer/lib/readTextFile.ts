import { decodeText } from '../../electron/contract/text/decodeText.ts'

/** Returns the text of a file that was chosen or dropped, in any of the encodings of `decodeText`; null if it is not text. */
export const readTextFile = async (file: Blob): Promise<string | null> =>
  decodeText(new Uint8Array(await file.arrayBuffer()))?.text ?? null
