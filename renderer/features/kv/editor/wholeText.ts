/** A secret as one text, in the form that is asked for; and what a text says of the rows. In a chunk of its own. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import type { WholeFormat } from './draft.ts'
import { readWholeJson, type ReadWhole, writeWholeJson } from './wholeJson.ts'
import { readWholeYaml, writeWholeYaml } from './wholeYaml.ts'

export const readWhole = (format: WholeFormat, text: string): ReadWhole =>
  format === 'json' ? readWholeJson(text) : readWholeYaml(text)

export const writeWhole = (format: WholeFormat, entries: readonly Entry[]): string =>
  format === 'json' ? writeWholeJson(entries) : writeWholeYaml(entries)
