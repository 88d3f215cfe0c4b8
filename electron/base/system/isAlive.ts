/** Is there a process of this number on this computer? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (problem) {
    // EPERM: alive, and somebody else's.
    return problem instanceof Error && 'code' in problem && problem.code === 'EPERM'
  }
}
