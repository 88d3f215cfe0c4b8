/** Whether there is a process with this number on this computer. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (problem) {
    // EPERM: the process exists and belongs to another user.
    return problem instanceof Error && 'code' in problem && problem.code === 'EPERM'
  }
}
