/** The content of an erasable entry's sealed file: the text under its own key, and the names of its keys. */
import { z } from 'zod'
import { jsonOrNull } from '../../base/files/jsonOrNull.ts'
import { openBytes, sealBytes } from './sealedFile.ts'

const Body = z.strictObject({
  version: z.literal(2),
  /** The key that opens `sealed`. */
  ownKey: z.uuid().nullable(),
  /** Keys that are no longer needed, or that have not sealed anything yet. */
  drop: z.array(z.uuid()),
  sealed: z.base64().nullable(),
  /** The content that an older version wrote, without its own key. */
  plain: z.string().nullable(),
})
export type Body = z.infer<typeof Body>

/** A body without content or keys. */
export const empty: Body = { version: 2, ownKey: null, drop: [], sealed: null, plain: null }
export const isErased = ({ sealed, plain }: Body): boolean => sealed === null && plain === null

/** Returns the body of a sealed file. A text that is not a body is the content that an older version wrote. */
export function bodyOf(text: string): Body {
  return Body.safeParse(jsonOrNull(text)).data ?? { ...empty, plain: text }
}

export function sealedText(key: Buffer, name: string, content: string): string {
  const plain = Buffer.from(content, 'utf8')
  try {
    return sealBytes(key, name, plain).toString('base64')
  } finally {
    plain.fill(0)
  }
}

/** Throws `file-unreadable`. */
export function openText(key: Buffer, name: string, sealed: string): string {
  const plain = openBytes(key, name, Buffer.from(sealed, 'base64'))
  try {
    return plain.toString('utf8')
  } finally {
    plain.fill(0)
  }
}
