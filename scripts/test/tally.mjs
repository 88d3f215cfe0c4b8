// Counts tests over several runs. Each runner's reporter writes `{ passed, failed, skipped: [{ name, reason }],
// failures: [{ name, message }] }`, that of the journeys also `targets`: the number of tests on each.
import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { say } from './steps.mjs'

/** The only tests that may be skipped in CI: they need a binary that build machines cannot always download. */
const mayBeSkipped = /@real-electron\b/

export function createTally({ ci, chosen }) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  const targets = {}
  const failures = []

  const fail = (why) => {
    sum.failed += 1
    say(why)
  }

  const skip = ({ name, reason }) => {
    // A selection of tests (by name, tag or file) leaves others out; only a complete run must include each of them.
    if (ci && !chosen && !mayBeSkipped.test(name)) {
      fail(`skipped, which is a failure here: ${name}: ${reason}`)
      return
    }
    sum.skipped += 1
    if (!chosen || reason !== '') say(`skipped: ${name}: ${reason === '' ? 'no reason given' : reason}`)
  }

  return {
    fail,
    skip,
    /** Adds a run by its report and exit code. A run that failed without a failed test counts as a failure itself. */
    add(name, report, code) {
      if (!existsSync(report)) {
        fail(`${name} ended with ${code} and no report.`)
        return
      }
      const found = JSON.parse(readFileSync(report, 'utf8'))
      sum.passed += found.passed
      sum.failed += found.failed
      for (const one of found.skipped) skip(one)
      failures.push(...found.failures)
      Object.assign(targets, found.targets)
      if (code !== 0 && found.failed === 0) fail(`${name} ended with ${code} though no test failed.`)
    },
    /**
     * Prints every failure once more, so that the end of a long log names all of them, and the totals last. Returns
     * whether the run succeeded; a run without any test has not.
     */
    finish() {
      for (const { name, message } of failures) say(`failed: ${name}: ${shortened(message)}`)
      const ran = Object.entries(targets).map(([name, count]) => `${name} ${count === 0 ? 'not here' : count}`)
      if (ran.length > 0) say(`journeys by target: ${ran.join(', ')}`)
      say(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
      return sum.failed === 0 && sum.passed > 0
    },
  }
}

/** Returns the first lines of a message, without colors. */
function shortened(message) {
  const lines = stripVTControlCharacters(message).split('\n')
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '')
  return filled.slice(0, 8).join(' | ').slice(0, 600)
}
