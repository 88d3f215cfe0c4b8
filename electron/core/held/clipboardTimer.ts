/** Removes copied secrets from the clipboard after some time, at a lock and at the end of the app. */
import { createHmac, randomBytes } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'

/** The system's clipboard, if the shell can reach it. */
export interface SystemClipboard {
  /** Writes a text, marked as a secret as the platform defines it. */
  writeSecret(text: string): Promise<void>
  readText(): Promise<string>
  clear(): void
}

export interface ClipboardTimer {
  /** Copies the text. Returns the number of seconds until it is removed. Errors: `unsupported` without a clipboard. */
  copy(text: string): Promise<{ seconds: number }>
  /** Removes the text that was copied last, if it is still there. */
  clear(): Promise<void>
}

const seconds = 30

export function createClipboardTimer(clipboard: SystemClipboard | undefined, isLocked: () => boolean): ClipboardTimer {
  if (clipboard === undefined) {
    return {
      copy: () => Promise.reject(new Failure('unsupported', 'In a browser, the page copies values itself.')),
      clear: async () => undefined,
    }
  }
  /** Recognizes the text that was copied last; null if there is nothing to remove from the clipboard. */
  let mark: ((text: string) => boolean) | null = null
  let timer: NodeJS.Timeout | undefined
  // Runs one step at a time, so that the end of an earlier copy does not clear a later one.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  const clear = () =>
    inTurn(async () => {
      clearTimeout(timer)
      const isOurs = mark
      mark = null
      // The clipboard may hold a text that the person has copied since. That text stays.
      if (isOurs !== null && isOurs(await clipboard.readText())) clipboard.clear()
    })

  return {
    copy: (text) =>
      inTurn(async () => {
        // SECURITY: the lock has removed the last copy (docs/security.md, "The clipboard"); no copy may follow it.
        if (isLocked()) throw new Failure('locked', 'Strongroom was locked in the meantime.')
        clearTimeout(timer)
        // Set before writing, so that a copy that fails halfway is removed too.
        mark = markOf(text)
        timer = setTimeout(() => void clear().catch(() => undefined), seconds * 1000).unref()
        await clipboard.writeSecret(text)
        return { seconds }
      }),
    clear,
  }
}

/**
 * Returns a function that recognizes the text. SECURITY: it keeps a digest under a random key, not the text
 * (docs/security.md, "The clipboard").
 */
function markOf(text: string): (other: string) => boolean {
  const key = randomBytes(32)
  const digest = (each: string) => createHmac('sha256', key).update(asTheSystemKeeps(each)).digest()
  const expected = digest(text)
  return (other) => digest(other).equals(expected)
}

/**
 * Returns the text as the system's clipboard keeps it: clipboards cut a text at NUL, and Windows may change its line
 * ends.
 */
const asTheSystemKeeps = (text: string): string => (text.split('\0')[0] ?? '').replaceAll('\r\n', '\n').toWellFormed()
