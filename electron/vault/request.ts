/** Types of the transport: how a server is reached, and the fields of a request. */
import type { TlsOptions } from '../base/http/agent.ts'
import type { VaultAnswer } from '../base/http/answer.ts'
import type { AnswerBound } from '../base/http/answerBounds.ts'

/** Milliseconds. */
export interface Timeouts {
  /** Until a socket is up. Default 10,000. */
  readonly connect?: number
  /** Until the answer begins. Default 60,000. */
  readonly headers?: number
  /** Between two parts of an answer. Default 30,000. */
  readonly body?: number
  /** For the whole request with its repeats, even while an answer arrives slowly. Default 120,000. */
  readonly total?: number
}

export interface TransportOptions extends TlsOptions {
  /** `http(s)://host[:port][/path]`. */
  readonly address: string
  /** Without slashes at both ends; empty for the root namespace. */
  readonly namespace: string
  readonly proxy: string | null
  /** Returns the origins that a 307 may lead to, in addition to the connection's own. Called at each redirect. */
  readonly trustedHosts?: () => Promise<readonly string[]>
  /** Decides before each attempt whether a credential may be sent to the cluster that answers. */
  readonly guard?: ClusterGuard
  readonly timeouts?: Timeouts
  /** Strongroom's version, for the `User-Agent`. */
  readonly version?: string
}

/** The cluster that may get the credentials of a connection. */
export interface ClusterGuard {
  /**
   * Whether a cluster is known here, so that the answering cluster must be read before the first credential is sent.
   */
  isKnown(): Promise<boolean>
  /** Gets each answer of `sys/health` before the caller does. Absent: the answering cluster need not be read here. */
  learn?(health: VaultAnswer): Promise<void>
  /** @throws Failure `another-cluster`. */
  refuseOther(): void
}

/** A body: an object to write as JSON, or a text that is already JSON. */
export type JsonBody = Readonly<Record<string, unknown>> | { readonly raw: string }

export interface VaultRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** Logical path below `/v1/`, e.g. `secret/data/a b%`; encoded here, without normalization. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonBody
  readonly token?: string
  /** Default `application/json`. */
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
  /** Statuses ≥ 400 that are answers here and not errors: 404 of an empty KV list, those of `sys/health`. */
  readonly expect?: readonly number[]
  /** Additional headers, lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** False: every redirect is the failure `redirect-untrusted`, even one to a trusted node. */
  readonly followsRedirects?: boolean
  /** Whether to repeat the request if it is unknown whether it arrived. Default: `GET` only. */
  readonly repeatable?: boolean
  /** Milliseconds for the whole request with its repeats. */
  readonly timeoutMs?: number
  /** The size limit of the answer. Default `answerBounds.usual`. */
  readonly bound?: AnswerBound
  /** Gets the bytes of a success before they are parsed, for an answer that exists only once. They are zero-filled. */
  readonly onReceived?: (bytes: Uint8Array) => void
}

export interface Transport {
  /** @throws Failure for every error. */
  request(request: VaultRequest): Promise<VaultAnswer>
  /**
   * Calls back when an idle open socket is lost, so that the server's status can be checked. A socket that is lost
   * during a request fails that request (`connection-lost`) instead. Returns the function that stops this.
   */
  onDisconnect(listener: () => void): () => void
  /** For an act of several requests. */
  lease(): Lease
  /**
   * Ends requests in flight (`canceled`) and closes every socket; leases that have begun get `leaseMs` (default 30,000)
   * before.
   */
  close(leaseMs?: number): Promise<void>
}

export interface Lease extends Pick<Transport, 'request'> {
  /** From here on its requests are still sent after `close`, until its release. Does nothing after `close`. */
  begin(): void
  release(): void
}
