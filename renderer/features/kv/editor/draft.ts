/** The draft of a secret in the editor. */
import { z } from 'zod'
import { WriteBase } from '../../../../electron/contract/kv.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'
import type { DraftKeeper as Keeper } from '../../../lib/drafts.ts'
import { type SecretPlace, cliName } from '../shared/names.ts'
import { Row } from './rows.ts'

export const WholeFormat = z.enum(['json', 'yaml'])
export type WholeFormat = z.infer<typeof WholeFormat>

/** A draft's content: what was typed, and what it is based on. */
export const Draft = z.object({
  /** The secret's path as it was typed, for a secret that does not exist yet. */
  path: z.string(),
  /** With `whole`, the content of its text when it could last be read. */
  rows: z.array(Row),
  base: WriteBase,
  /**
   * For tokens that can patch but not read: the rows are the keys to set, and this lists the keys to remove, one a
   * line. All other keys stay as they are.
   */
  removed: z.string().optional(),
  /** The secret as one text, while it is edited in that form; it may be unfinished. */
  whole: z.object({ format: WholeFormat, text: z.string() }).optional(),
})
export type Draft = z.infer<typeof Draft>

/** The place of a secret's draft; that of a new one is its folder, whose name ends in a slash. */
export const draftPlace = (place: SecretPlace): string => draftPlaces.secret(cliName(place))

/** The name of a new secret's draft: its path as it was typed. */
export const nameOfNew = ({ path }: Draft): string => path

export type DraftKeeper = Keeper<Draft>
