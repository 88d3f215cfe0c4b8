/** Stryker's plugin that lets only the mutants of the sample run; the others count as not compiled. */
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check'
import type { Mutant } from '@stryker-mutator/api/core'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { isSecurityLine, rank } from './mutants.ts'

class SampleChecker implements Checker {
  readonly #seed = process.env['STRONGROOM_MUTATION_SEED'] ?? ''
  readonly #highest = process.env['STRONGROOM_MUTATION_HIGHEST'] ?? ''
  readonly #isSecurityOnly = process.env['STRONGROOM_MUTATION_SECURITY'] === '1'

  async init(): Promise<void> {}

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, this.#check(mutant)]))
  }

  #check(mutant: Mutant): CheckResult {
    const fileName = relative(process.cwd(), mutant.fileName).replaceAll('\\', '/')
    const isMeant = !this.#isSecurityOnly || isSecurityLine(readFileSync(mutant.fileName, 'utf8'), mutant.location)
    return isMeant && rank(this.#seed, { ...mutant, fileName }) <= this.#highest
      ? { status: CheckStatus.Passed }
      : { status: CheckStatus.CompileError, reason: 'not in the sample' }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker)]
