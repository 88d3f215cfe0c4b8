// Writes Playwright's results into the file that STRONGROOM_TEST_REPORT names, in the format of tally.mjs.
import { writeFileSync } from 'node:fs'

const nameOf = (test) => [...test.titlePath().filter(Boolean), ...test.tags].join(' > ')

export default class TallyReporter {
  #suite
  #errors = []

  onBegin(_config, suite) {
    this.#suite = suite
  }

  // Errors outside any test, such as a file that cannot be loaded.
  onError(error) {
    this.#errors.push(error)
  }

  onEnd() {
    const file = process.env.STRONGROOM_TEST_REPORT
    if (file === undefined) return
    const report = { passed: 0, failed: 0, skipped: [], failures: [], targets: {} }
    const fail = (name, errors) => {
      report.failed += 1
      report.failures.push({ name, message: errors.map(({ message, value }) => message ?? value ?? '').join('\n') })
    }
    for (const error of this.#errors) fail('outside the tests', [error])
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome()
      const target = test.parent.project()?.name
      if (target) {
        report.targets[target] ??= 0
        if (outcome !== 'skipped') report.targets[target] += 1
      }
      if (outcome === 'expected') report.passed += 1
      else if (outcome === 'skipped') {
        const reason = test.annotations.find((note) => note.type === 'skip' || note.type === 'fixme')?.description ?? ''
        report.skipped.push({ name: nameOf(test), reason })
      } else
        fail(
          nameOf(test),
          test.results.flatMap(({ errors }) => errors),
        )
    }
    writeFileSync(file, JSON.stringify(report))
  }

  printsToStdio() {
    return false
  }
}
