/** Kills this process in place of a change of the disk, as a crash right before it does. */
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

let left = Infinity

/** Lets this many steps pass from now on; the next one kills the process. */
export function killAfter(steps: number): void {
  left = steps
}

/** One step: every change of the disk is one, and so is what else calls this. */
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
