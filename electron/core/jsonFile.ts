/**
 * A versioned JSON file that the app keeps for itself: `{ "version": 1, … }`. It is read as if a stranger had written
 * it. What cannot be read is put aside when something new has to be written; a newer version is never touched.
 */
import { basename } from 'node:path'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { putAside, readIfPresent, replaceFile } from './atomicFile.ts'

export interface JsonFileOptions<T> {
  readonly path: string
  /** Of the content without its `version`. */
  readonly schema: z.ZodType<T>
  /** The version that is written; older ones go through `migrate`. */
  readonly version: number
  /** The content while there is no file. */
  readonly initial: T
  /** Turns the content of an older version into this one's; what it answers is checked by `schema`. */
  readonly migrate?: (content: unknown, version: number) => unknown
}

export interface JsonFile<T> {
  /** As last read or written; `initial` when the file could not be read. */
  readonly value: T
  /** Why the file could not be read, until a change has put it aside. */
  readonly problem: Failure | null
  /**
   * Applies a change to what the file holds now, and answers when it is safely written. One change after the other.
   * Errors: what `apply` throws; `file-unreadable` when a newer version wrote the file.
   */
  change(apply: (value: T) => T): Promise<T>
}

const longest = 16 * 1024 * 1024

type Content<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'damaged' | 'newer'; readonly problem: Failure }

/** Reads the file, if there is one. Never fails for what it holds: see `problem`. */
export async function openJsonFile<T>(options: JsonFileOptions<T>): Promise<JsonFile<T>> {
  const { path, version, initial } = options
  let value = initial
  let problem: Failure | null = null
  let last: Promise<unknown> = Promise.resolve()

  const load = async (): Promise<Content<T>> => {
    const content = await readContent(options)
    problem = 'problem' in content ? content.problem : null
    value = content.state === 'read' ? content.value : initial
    return content
  }
  const changeNow = async (apply: (value: T) => T): Promise<T> => {
    // Read again: another window of Strongroom may have written in the meantime.
    const content = await load()
    if (content.state === 'newer') throw content.problem
    const next = apply(value)
    if (content.state === 'damaged') await putAside(path)
    await replaceFile(path, `${JSON.stringify({ version, ...next }, null, 2)}\n`)
    problem = null
    value = next
    return next
  }

  await load()
  return {
    get value() {
      return value
    },
    get problem() {
      return problem
    },
    change: (apply) => {
      const changed = last.then(() => changeNow(apply))
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
    // The cause stays out of the words: a parser quotes what it has read.
    const failure = cause instanceof Failure ? cause : new Failure('file-unreadable', `${name} is damaged.`)
    return { state: 'damaged', problem: failure }
  }
}
