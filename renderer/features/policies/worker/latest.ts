/**
 * Has texts read one after the other: text that was typed while the worker was busy is read once, in its latest state.
 */
import type { PolicyWorker } from './client.ts'
import type { Analysis, Setting } from './protocol.ts'

export interface Wanted {
  readonly text: string
  readonly setting: Setting
  /** The rules that are returned as rows. */
  readonly filter: string
  readonly limit: number
}

export class LatestReader {
  readonly #worker: PolicyWorker
  readonly #onRead: (of: string, analysis: Analysis) => void
  #wanted: Wanted | null = null
  #isBusy = false

  constructor(worker: PolicyWorker, onRead: (of: string, analysis: Analysis) => void) {
    this.#worker = worker
    this.#onRead = onRead
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    if (!this.#isBusy) void this.#run()
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    for (let next = this.#wanted; next !== null; next = this.#wanted) {
      this.#wanted = null
      const analysis = await this.#worker.ask<'analyze'>({ kind: 'analyze', ...next })
      if (analysis !== null) this.#onRead(next.text, analysis)
    }
    this.#isBusy = false
  }
}
