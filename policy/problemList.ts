/** Collects problems, up to a number that a person can read; a text with many errors must not fill the memory. */
import { problemAt, type Problem, type ProblemCode } from './problems.ts'
import type { Span } from './tree.ts'

const maxCount = 500

export class ProblemList {
  readonly all: Problem[] = []
  readonly #most: number

  constructor(atMost = maxCount) {
    this.#most = atMost
  }

  /** Whether further problems would be dropped, so that callers can stop checking. */
  get full(): boolean {
    return this.all.length >= this.#most
  }

  add(span: Span, code: ProblemCode, parameters: Readonly<Record<string, string>> = {}): void {
    this.take(problemAt(span, code, parameters))
  }

  take(problem: Problem): void {
    if (!this.full) this.all.push(problem)
  }

  takeAll(problems: readonly Problem[]): void {
    for (const problem of problems.slice(0, this.#most)) this.take(problem)
  }
}
