/** The findings that a diagnosis is based on, and the function that adds a reason to it. */
import type { ApiLook, Condition, Reason, ReasonCode, Review } from '../contract/kubernetesDoctor.ts'
import type { ConfigFacts, RoleFacts } from './conditions.ts'
import type { ReadToken } from './jwt.ts'

export interface Findings {
  readonly token: ReadToken
  readonly conditions: readonly Condition[]
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** What is missing, according to the requests for role and settings. */
  readonly missing: readonly ('unknown-role' | 'no-such-mount' | 'other-method' | 'not-configured')[]
  /** The server's refusal; null before a sign-in was tried. */
  readonly refusal: { readonly status: number | null; readonly words: readonly string[] } | null
  /** Whether the kubeconfig's cluster is the one of the mount; null without a kubeconfig. */
  readonly cluster: Review['cluster'] | null
  readonly review: Review | null
  readonly look: ApiLook | null
}

export type Certainty = Reason['certainty']
export type Evidence = Reason['evidence'][number]
export const certainties: readonly Certainty[] = ['certain', 'likely', 'possible']

/** Adds a reason, or raises the certainty of an existing one. */
export type Add = (code: ReasonCode, certainty: Certainty, ...evidence: Evidence[]) => void

/** Returns the lower of two certainties. */
export const atMost = (one: Certainty, other: Certainty): Certainty =>
  certainties.indexOf(one) > certainties.indexOf(other) ? one : other
