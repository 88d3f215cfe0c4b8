import { decodeText } from '../../electron/contract/text/decodeText.ts'
import type { Tidied } from '../../electron/contract/text/tidied.ts'

export interface TextOfFile {
  readonly text: string
  readonly tidied: readonly Tidied[]
}

/** Returns the text of a file that was chosen or dropped, in any of the encodings of `decodeText`; null if it is not text. */
export async function readTextFile(file: Blob): Promise<TextOfFile | null> {
  return decodeText(new Uint8Array(await file.arrayBuffer()))
}
