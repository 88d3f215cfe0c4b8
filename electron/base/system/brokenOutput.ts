/** Handles write errors of stdout and stderr: a closed pipe, a closed terminal, a full disk. */

const outputs = [process.stdout, process.stderr]

/** Ignores the error: the app still serves its page, and `npm start -- open` prints its address in another terminal. */
export function goOnWithoutOutput(): void {
  for (const output of outputs) output.on('error', () => undefined)
}

/** Exits without a stack trace, as other commands in a pipe do. */
export function endWithoutOutput(): void {
  for (const output of outputs) output.on('error', () => process.exit(1))
}
