/** Durations as Go prints them. */

const secondsOf: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
}

/**
 * Returns the whole seconds of a Go duration such as `72h0m0s`, `1m30.5s` or `-1s`; 0 if the text is not a duration.
 */
export function secondsOfGoDuration(text: string): number {
  const written = /^(-?)((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text)
  if (written === null) return 0
  let seconds = 0
  for (const [, digits, unit] of (written[2] ?? '').matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g)) {
    seconds += Number(digits) * (secondsOf[unit ?? 's'] ?? 0)
  }
  return Math.round(written[1] === '-' ? -seconds : seconds)
}
