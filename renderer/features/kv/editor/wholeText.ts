/** A secret as one text, in the requested format, and the rows of a text. In a chunk of its own. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import type { WholeFormat } from './draft.ts'
import { readWholeJson, type ReadWhole, writeWholeJson } from './wholeJson.ts'
import { readWholeYaml, writeWholeYaml } from './wholeYaml.ts'

export const readWhole = (format: WholeFormat, text: string): ReadWhole =>
  format === 'json' ? readWholeJson(text) : readWholeYaml(text)

export const writeWhole = (format: WholeFormat, entries: readonly Entry[]): string =>
  format === 'json' ? writeWholeJson(entries) : writeWholeYaml(entries)
