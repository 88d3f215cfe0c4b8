/** A signal that never aborts, for work that continues after its caller has stopped waiting. */
export const neverAborts: AbortSignal = new AbortController().signal
