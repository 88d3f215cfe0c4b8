// Writes vitest's results into the file that STRONGROOM_TEST_REPORT names, in the format of tally.mjs.
import { writeFileSync } from 'node:fs'

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.STRONGROOM_TEST_REPORT
    if (file === undefined) return
    const report = { passed: 0, failed: 0, skipped: [], failures: [] }
    const fail = (name, errors) => {
      report.failed += 1
      report.failures.push({ name, message: errors.map((error) => `${error.name}: ${error.message}`).join('\n') })
    }
    for (const error of unhandledErrors) fail('outside the tests', [error])
    for (const module of modules) {
      // A file or a group that failed outside its tests.
      for (const error of module.errors()) fail(module.relativeModuleId, [error])
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) fail(`${module.relativeModuleId} > ${suite.fullName}`, [error])
      }
      for (const test of module.children.allTests()) {
        const result = test.result()
        const name = `${module.relativeModuleId} > ${test.fullName}`
        if (result.state === 'passed') report.passed += 1
        else if (result.state === 'skipped') report.skipped.push({ name, reason: result.note ?? '' })
        // A test that is still pending when the run ends has not passed.
        else fail(name, result.errors ?? [])
      }
    }
    writeFileSync(file, JSON.stringify(report))
  }
}
