// Writes what Playwright found into the file that STRONGROOM_TEST_REPORT names, as tally.mjs reads it.
import { writeFileSync } from 'node:fs'

export default class TallyReporter {
  #suite
  #errors = 0

  onBegin(_config, suite) {
    this.#suite = suite
  }

  // Errors outside any test, such as a file that cannot be loaded.
  onError() {
    this.#errors += 1
  }

  onEnd() {
    const file = process.env.STRONGROOM_TEST_REPORT
    if (file === undefined) return
    const report = { passed: 0, failed: this.#errors, skipped: [], targets: {} }
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
        report.skipped.push({ name: [...test.titlePath().filter(Boolean), ...test.tags].join(' > '), reason })
      } else report.failed += 1
    }
    writeFileSync(file, JSON.stringify(report))
  }

  printsToStdio() {
    return false
  }
}
