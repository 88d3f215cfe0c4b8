/** What a diagnosis starts from, and how a reason is added to it. */
import type { ApiLook, Condition, Reason, ReasonCode, Review } from '../contract/kubernetesDoctor.ts'
import type { ConfigFacts, RoleFacts } from './conditions.ts'
import type { ReadToken } from './jwt.ts'

export interface Findings {
  readonly token: ReadToken
  readonly conditions: readonly Condition[]
  readonly role: RoleFacts | null
  readonly config: ConfigFacts | null
  /** What reading role and settings has shown to be missing. */
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

/** Adds a reason, or makes one that is there surer. */
export type Add = (code: ReasonCode, certainty: Certainty, ...evidence: Evidence[]) => void

/** The less sure of two. */
export const atMost = (one: Certainty, other: Certainty): Certainty =>
  certainties.indexOf(one) > certainties.indexOf(other) ? one : other
