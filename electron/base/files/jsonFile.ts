/**
 * A versioned JSON file of the app: `{ "version": 1, … }`. Its content is parsed as untrusted input. A file that cannot
 * be read is put aside when a change is written; a file of a newer version is never changed.
 */
import { basename } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { putAside, readIfPresent, replaceFile, replaceFileNow } from './atomicFile.ts'
import { atEndOfSession } from './endOfSession.ts'

export interface JsonFileOptions<T> {
  readonly path: string
  /** The schema of the content without its `version`. */
  readonly schema: z.ZodType<T>
  /** The version that is written; older ones are converted by `migrate`. */
  readonly version: number
  /** The content if there is no file. */
  readonly initial: T
  /** The path of a copy of the last valid content, in case the file is damaged or missing. Absent: no copy. */
  readonly copy?: string
  /** Converts the content of an older version to this one's; the result is checked by `schema`. */
  readonly migrate?: (content: unknown, version: number) => unknown
}

export interface JsonFile<T> {
  /** The content as last read or written; `initial` if the file could not be read. */
  readonly value: T
  /** Why the file could not be read, until a change has put it aside. */
  readonly problem: Failure | null
  /**
   * Whether `value` is from the copy, until a change has been written. `problem` then describes the problem of the
   * file.
   */
  readonly isRestored: boolean
  /** Whether a newer version wrote the file. */
  readonly isNewer: boolean
  /** Reads the file again, after the pending changes. Never fails for an invalid content: see `problem`. */
  reload(): Promise<void>
  /**
   * Applies a change to the current content of the file, and resolves when it is on disk. Changes run one after the
   * other. Errors: what `apply` throws; `file-unreadable` when a newer version wrote the file.
   */
  change(apply: (value: T) => T): Promise<T>
}

const longest = 16 * 1024 * 1024

type Content<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'damaged' | 'newer'; readonly problem: Failure }

/** Reads the file, if there is one. Never fails for an invalid content: see `problem`. */
export async function openJsonFile<T>(options: JsonFileOptions<T>): Promise<JsonFile<T>> {
  const { path, version, initial, copy } = options
  let value = initial
  let problem: Failure | null = null
  let isRestored = false
  let isMissing = false
  let isNewer = false
  let last: Promise<unknown> = Promise.resolve()
  /** Changes that are not written yet, in their order. */
  const waiting = new Set<{ apply: (value: T) => T }>()

  const load = async (): Promise<Content<T>> => {
    const content = await readContent(options)
    const isGone = content.state === 'damaged' || content.state === 'absent'
    const kept = copy !== undefined && isGone ? await readContent({ ...options, path: copy }) : null
    // Assigned without a wait in between: the session can end at any moment, and then writes this state.
    isRestored = kept?.state === 'read'
    isMissing = content.state === 'absent'
    isNewer = content.state === 'newer'
    problem = 'problem' in content ? content.problem : null
    if (isRestored) problem ??= new Failure('file-unreadable', `${basename(path)} is missing.`)
    value = content.state === 'read' ? content.value : kept?.state === 'read' ? kept.value : initial
    return content
  }
  const textOf = (content: T) => `${JSON.stringify({ version, ...content }, null, 2)}\n`
  /** Writes the copy. A failure does not prevent a change. */
  const keepCopy = async (content: T): Promise<void> => {
    if (copy !== undefined) await replaceFile(copy, textOf(content)).catch(() => undefined)
  }
  const changeNow = async (apply: (value: T) => T): Promise<T> => {
    // Read again, because another window of Strongroom may have written in the meantime.
    const content = await load()
    if (content.state === 'newer') throw content.problem
    const next = apply(value)
    if (content.state === 'damaged') await putAside(path)
    await replaceFile(path, textOf(next))
    problem = null
    isRestored = false
    await keepCopy(next)
    value = next
    return next
  }

  // A file that is damaged, or that a newer version wrote, is not changed. A missing one is written again.
  atEndOfSession(() => {
    if (waiting.size === 0 || (problem !== null && !(isRestored && isMissing))) return
    let all = value
    const made = [...waiting].filter((change) => {
      try {
        all = change.apply(all)
        return true
      } catch {
        // Its caller gets the error when its turn comes. The others are written.
        return false
      }
    })
    if (made.length === 0) return
    replaceFileNow(path, textOf(all))
    // If this process continues anyway, no change is applied twice.
    for (const change of made) change.apply = () => all
  })

  const { state } = await load()
  if (copy !== undefined && state === 'read') {
    const kept = await readIfPresent(copy, longest).catch(() => null)
    if (kept?.toString() !== textOf(value)) await keepCopy(value)
  }
  return {
    get value() {
      return value
    },
    get problem() {
      return problem
    },
    get isRestored() {
      return isRestored
    },
    get isNewer() {
      return isNewer
    },
    reload: async () => {
      const loaded = last.then(load)
      last = loaded.catch(() => undefined)
      await loaded
    },
    change: (apply) => {
      const change = { apply }
      waiting.add(change)
      const changed = last.then(() => changeNow((now) => change.apply(now))).finally(() => waiting.delete(change))
      last = changed.catch(() => undefined)
      return changed
    },
  }
}

const Versioned = z.looseObject({ version: z.number().int().min(1) })

async function readContent<T>({ path, schema, version, migrate }: JsonFileOptions<T>): Promise<Content<T>> {
  const name = basename(path)
  try {
    const bytes = await readIfPresent(path, longest)
    if (bytes === null) return { state: 'absent' }
    const { version: found, ...content } = Versioned.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    )
    if (found > version) {
      const words = `${name} was written by a newer version of Strongroom (format ${found}, this one knows ${version}).`
      return { state: 'newer', problem: new Failure('file-unreadable', words) }
    }
    return { state: 'read', value: schema.parse(found < version ? migrate?.(content, found) : content) }
  } catch (cause) {
    // The cause is not in the message, because a parser quotes its input.
    const failure = cause instanceof Failure ? cause : new Failure('file-unreadable', `${name} is damaged.`)
    return { state: 'damaged', problem: failure }
  }
}
