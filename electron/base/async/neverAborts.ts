/** A signal that never comes: for what goes on although nobody waits any more. */
export const neverAborts: AbortSignal = new AbortController().signal
