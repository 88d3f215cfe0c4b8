/** What was copied for the person and must not stay: taken off the clipboard after a while, at a lock and at the end. */
import { createHmac, randomBytes } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'

/** The system's clipboard, as a shell that reaches it gives it to the core. */
export interface SystemClipboard {
  /** Puts a text there, marked as a secret in the way of the platform. */
  writeSecret(text: string): Promise<void>
  readText(): Promise<string>
  clear(): void
}

export interface ClipboardTimer {
  /** Copies; answers in how many seconds it is taken off. Errors: `unsupported` without a clipboard. */
  copy(text: string): Promise<{ seconds: number }>
  /** Takes off what was copied last, if it is still there. */
  clear(): Promise<void>
}

const seconds = 30

export function createClipboardTimer(clipboard: SystemClipboard | undefined, isLocked: () => boolean): ClipboardTimer {
  if (clipboard === undefined) {
    return {
      copy: () => Promise.reject(new Failure('unsupported', 'The browser copies itself.')),
      clear: async () => undefined,
    }
  }
  /** Recognizes the text that was copied last; null if there is nothing to remove from the clipboard. */
  let mark: ((text: string) => boolean) | null = null
  let timer: NodeJS.Timeout | undefined
  // One thing at a time: a copy must not be cleared by the end of the one before.
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
      // What somebody copied since is theirs.
      if (isOurs !== null && isOurs(await clipboard.readText())) clipboard.clear()
    })

  return {
    copy: (text) =>
      inTurn(async () => {
        // SECURITY: the lock has taken off what was there (docs/security.md, "The clipboard"); nothing comes after it.
        if (isLocked()) throw new Failure('locked', 'Strongroom was locked in the meantime.')
        clearTimeout(timer)
        // Before the writing: one that fails half-way is taken off, too.
        mark = markOf(text)
        timer = setTimeout(() => void clear().catch(() => undefined), seconds * 1000).unref()
        await clipboard.writeSecret(text)
        return { seconds }
      }),
    clear,
  }
}

/** SECURITY: recognizes a text without keeping it (docs/security.md, "The clipboard"): a digest under a key of its own. */
function markOf(text: string): (other: string) => boolean {
  const key = randomBytes(32)
  const digest = (each: string) => createHmac('sha256', key).update(asTheSystemKeeps(each)).digest()
  const expected = digest(text)
  return (other) => digest(other).equals(expected)
}

/** Clipboards cut a text at NUL, and Windows may write its own ends of lines. */
const asTheSystemKeeps = (text: string): string => (text.split('\0')[0] ?? '').replaceAll('\r\n', '\n').toWellFormed()
