/** A kind of record in the sealed store: JSON of one shape, changed by one caller at a time. */
import type { z } from 'zod'
import { jsonOrNull } from '../base/files/jsonOrNull.ts'
import { createSequencer } from '../base/async/sequencer.ts'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from './keychain/sealedStore.ts'
import { entryName, type RecordKind } from './recordKinds.ts'

export interface SealedRecordOptions<T> {
  readonly store: Pick<SealedStore, 'read' | 'write' | 'remove'>
  readonly kind: RecordKind
  readonly schema: z.ZodType<T>
  /** The value before the first write. */
  readonly empty: T
  /** Whether the value is empty, so that the entry is removed. Default: it is `empty` itself. */
  readonly isEmpty?: (value: T) => boolean
  /**
   * The message of `file-unreadable`. Null: a record that cannot be read counts as `empty`, and the next write replaces
   * it.
   */
  readonly unreadable: string | null
  /** Writes and removes in place of the store. */
  readonly writer?: RecordWriter<T>
}

export interface RecordWriter<T> {
  write(name: string, next: T, before: T): Promise<void>
  remove(name: string): Promise<void>
}

/**
 * `id`: the ID of the connection; `''` for an entry that exists once. All fail with `locked` while Strongroom is
 * locked.
 */
export interface SealedRecord<T> {
  /** Errors: `file-unreadable`. */
  readonly read: (id: string) => Promise<T>
  /**
   * Changes it after all changes that were requested before. Writes nothing if `change` returns its argument. Returns
   * the stored value. Errors: `file-unreadable`; what `change` throws.
   */
  readonly change: (id: string, change: (before: T) => T) => Promise<T>
  /** Removes it without reading it, so it also removes an unreadable one. */
  readonly remove: (id: string) => Promise<void>
}

export function sealedRecord<T>({
  store,
  kind,
  schema,
  empty,
  isEmpty = (value) => value === empty,
  unreadable,
  writer = { write: (name, next) => store.write(name, JSON.stringify(next)), remove: (name) => store.remove(name) },
}: SealedRecordOptions<T>): SealedRecord<T> {
  const { inTurn } = createSequencer()

  async function read(id: string): Promise<T> {
    const text = await textOf(entryName(kind, id))
    if (text === null) return empty
    const parsed = schema.safeParse(jsonOrNull(text))
    if (parsed.success) return parsed.data
    if (unreadable === null) return empty
    throw new Failure('file-unreadable', unreadable)
  }
  async function textOf(name: string): Promise<string | null> {
    try {
      return await store.read(name)
    } catch (problem) {
      if (unreadable === null && problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    }
  }
  return {
    read,
    change: (id, change) =>
      inTurn(id, async () => {
        const before = await read(id)
        const next = change(before)
        if (next === before) return before
        await (isEmpty(next) ? writer.remove(entryName(kind, id)) : writer.write(entryName(kind, id), next, before))
        return next
      }),
    remove: (id) => inTurn(id, () => writer.remove(entryName(kind, id))),
  }
}
