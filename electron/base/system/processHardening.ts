/** What keeps other programs and crash reports out of this process's memory, without native code. */
import { writeFileSync } from 'node:fs'

/**
 * Keeps memory out of core dumps (Linux) and a debugger out of the process. To be called first, by every process that
 * holds tokens or keys. Where the system doesn't let it, the app starts all the same.
 */
export function hardenProcess(): void {
  // SECURITY: a dump then holds no memory at all, also where the system collects dumps whatever `ulimit -c` says.
  // Children inherit it. See core(5) and docs/security.md, "Processes and crashes".
  if (process.platform === 'linux') {
    try {
      writeFileSync('/proc/self/coredump_filter', '0')
    } catch {
      // There is no /proc in some containers.
    }
  }
  // SECURITY: with no listener, Node opens its inspector to every user of this computer when this signal arrives.
  process.on('SIGUSR1', () => undefined)
}
