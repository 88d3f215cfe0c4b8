/** The messages between the core and its parser thread. A thread gets one job, answers once and is ended. */
import type { JsonBound } from './jsonShape.ts'

export type ParseJob =
  | {
      readonly kind: 'json'
      /** Transferred; the thread zero-fills it. */
      readonly bytes: Uint8Array<ArrayBuffer>
      readonly bound: JsonBound
    }
  | { readonly kind: 'kubeconfig' | 'key-file'; readonly text: string }

/**
 * A parsed JSON text. The copy between threads doesn't keep a `RawNumber`, so each one is null in `root` and listed
 * here: `holders[i]` is the object or list inside `root` that has it under `keys[i]`.
 */
export interface ParsedJson {
  readonly state: 'parsed'
  readonly root: { readonly value: unknown }
  readonly holders: readonly object[]
  readonly keys: readonly (string | number)[]
  readonly numbers: readonly string[]
}

export type JsonOutcome =
  | ParsedJson
  /** The beginning of the text, to show the problem. */
  | { readonly state: 'not-json'; readonly text: string }
  | { readonly state: 'too-many-values' }
  | { readonly state: 'too-deep' }
