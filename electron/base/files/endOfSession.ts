/**
 * Synchronous writes for the moment when Windows ends the session: Windows ends the process as soon as its listeners of
 * `session-end` have returned.
 */
const writers = new Set<() => void>()

/** Calls `write` at the end of the session. `write` synchronously writes all data that is not on the disk yet. */
export function atEndOfSession(write: () => void): void {
  writers.add(write)
}

/** Calls all of these functions. Never throws: an error of one file must not keep the others from being written. */
export function writeAtEndOfSession(): void {
  for (const write of writers) {
    try {
      write()
    } catch {
      // The process is ending, so the error cannot be shown.
    }
  }
}
