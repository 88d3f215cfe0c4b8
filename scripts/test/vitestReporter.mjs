// Writes what vitest found into the file that STRONGROOM_TEST_REPORT names, as tally.mjs reads it.
import { writeFileSync } from 'node:fs'

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.STRONGROOM_TEST_REPORT
    if (file === undefined) return
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) {
      // A file or a group that broke outside its tests.
      report.failed += module.errors().length
      for (const suite of module.children.allSuites()) report.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const result = test.result()
        const name = `${module.relativeModuleId} > ${test.fullName}`
        if (result.state === 'passed') report.passed += 1
        else if (result.state === 'skipped') report.skipped.push({ name, reason: result.note ?? '' })
        // One that is still pending when the run ends has not passed.
        else report.failed += 1
      }
    }
    writeFileSync(file, JSON.stringify(report))
  }
}
