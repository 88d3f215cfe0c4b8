/** Kills this process instead of changing the disk, like a crash right before the change. */
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

let left = Infinity

/** Allows this many steps from now on; the next one kills the process. */
export function killAfter(steps: number): void {
  left = steps
}

/** Counts one step: every change of the disk, and every other call of this function. */
export function countStep(): void {
  if (left-- <= 0) process.kill(process.pid, 'SIGKILL')
}

const { open, rename, rm } = fs
Object.assign(fs, {
  open: async (...given: Parameters<typeof open>) => {
    if (given[1] !== 'r') countStep()
    return open(...given)
  },
  rename: async (...given: Parameters<typeof rename>) => {
    countStep()
    return rename(...given)
  },
  rm: async (...given: Parameters<typeof rm>) => {
    countStep()
    return rm(...given)
  },
})
syncBuiltinESMExports()
