/** What the editor of a secret keeps as a draft. */
import { z } from 'zod'
import { WriteBase } from '../../../../electron/contract/kv.ts'
import { draftPlaces } from '../../../lib/draftPlaces.ts'
import type { DraftKeeper as Keeper } from '../../../lib/drafts.ts'
import { type SecretPlace, cliName } from '../shared/names.ts'
import { Row } from './rows.ts'

export const WholeFormat = z.enum(['json', 'yaml'])
export type WholeFormat = z.infer<typeof WholeFormat>

/** A draft's content: what was typed, and what it stands on. */
export const Draft = z.object({
  /** The secret's path as it was typed, for a secret that is not there yet. */
  path: z.string(),
  /** With `whole`, what its text said when it could last be read. */
  rows: z.array(Row),
  base: WriteBase,
  /**
   * For who may patch and not read: the rows are the keys to set, and this is what is to be removed, one key a line. All
   * other keys stay as they are.
   */
  removed: z.string().optional(),
  /** The secret as one text, while it is edited as one; it may be unfinished. */
  whole: z.object({ format: WholeFormat, text: z.string() }).optional(),
})
export type Draft = z.infer<typeof Draft>

/** Where the draft of a secret is kept; that of a new one under its folder, whose name ends in a slash. */
export const draftPlace = (place: SecretPlace): string => draftPlaces.secret(cliName(place))

/** What a new secret's draft is called: its path as it was typed. */
export const nameOfNew = ({ path }: Draft): string => path

export type DraftKeeper = Keeper<Draft>
