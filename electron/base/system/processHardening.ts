/** Keeps other programs and crash reports out of this process's memory, without native code. */
import { writeFileSync } from 'node:fs'

/**
 * Keeps memory out of core dumps (Linux) and a debugger out of the process. Every process that holds tokens or keys
 * calls it first. The app also starts if the system doesn't allow it.
 */
export function hardenProcess(): void {
  // SECURITY: a dump then contains no memory, even if the system collects dumps regardless of `ulimit -c`. Children
  // inherit it. See core(5) and docs/security.md, "Processes and crashes".
  if (process.platform === 'linux') {
    try {
      writeFileSync('/proc/self/coredump_filter', '0')
    } catch {
      // Some containers have no /proc.
    }
  }
  // SECURITY: with no listener, Node opens its inspector to every user of this computer when this signal arrives.
  process.on('SIGUSR1', () => undefined)
}
