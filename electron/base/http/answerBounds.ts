/**
 * The size limits of answers, by API area. Every request has one of these bounds; `usual` is the default.
 *
 * SECURITY: a server may answer anything to any request, so each bound is what the call can need
 * (docs/security.md, "A hostile server").
 */
import type { JsonBound } from '../parsing/jsonShape.ts'

export interface AnswerBound extends JsonBound {
  /** Bytes of the received body. */
  readonly bytes: number
  /** Never parsed in another thread, which could fail, because the request can't be repeated. */
  readonly inPlace?: true
}

const kib = 1024
const mib = 1024 * kib

/** Vault 1.20 and later refuse to store JSON that is nested more than 300 levels deep. */
const depth = 500

export const answerBounds = {
  /** Seal and leader status, health: one page of text. */
  status: { bytes: 64 * kib, values: 1_000, depth },
  /** Everything that isn't named below. */
  usual: { bytes: mib, values: 20_000, depth },
  /** Lists of mounts, auth methods, policies, roles and identities, policy texts, the OpenAPI document. */
  lists: { bytes: 8 * mib, values: 250_000, depth },
  /** Lists of a Kubernetes cluster, whose objects come with all of their metadata. */
  cluster: { bytes: 32 * mib, values: 500_000, depth },
  /** KV reads and listings: people can make secrets and folders of any size. */
  secrets: { bytes: 64 * mib, values: 1_000_000, depth },
  /**
   * `sys/init`: 255 shares of 16 KiB, each in hex and in base64. An answer that is refused here is lost permanently.
   */
  newKeys: { bytes: 16 * mib, values: 2_000, depth, inPlace: true },
} as const satisfies Readonly<Record<string, AnswerBound>>
