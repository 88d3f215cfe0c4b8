/** The calls of `kv` whose handlers are loaded when the first of them comes. */
import type { Handlers } from '../handler.ts'

export const historyCalls = [
  'metadata',
  'changeMetadata',
  'compare',
  'rollback',
  'deleteLatest',
  'deleteVersions',
  'undelete',
  'destroy',
  'deleteAll',
] as const
export type HistoryCall = (typeof historyCalls)[number]
export type KvHistoryHandlers = Pick<Handlers<'kv'>, HistoryCall>
