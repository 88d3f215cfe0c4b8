/** The effective settings of a KV 2 secret, from its own and its engine's. Pure; the rules are the engine's own. */
import type { SecretMetadata } from '../contract/kvHistory.ts'
import type { KvConfig } from '../contract/mounts.ts'
import { secondsOfGoDuration } from './duration.ts'

/** The number of versions that KV 2 keeps if neither the secret nor the engine sets one. */
export const defaultMaxVersions = 10

export interface OwnSettings {
  /** 0: not set. */
  readonly maxVersions: number
  /** Seconds; 0: not set. */
  readonly deleteVersionAfter: number
  readonly casRequired: boolean
}

type Effective = Pick<SecretMetadata, 'maxVersions' | 'deleteVersionAfter' | 'casRequired'>

/** The larger of the two; if neither is set, 10. */
function maxVersions(own: number, engine: number | undefined): Effective['maxVersions'] {
  if (engine === undefined) return { own, from: 'unknown' }
  const larger = Math.max(own, engine)
  if (larger === 0) return { own, effective: defaultMaxVersions, from: 'default' }
  return { own, effective: larger, from: own >= engine ? 'secret' : 'engine' }
}

/** The shorter of the two; a negative value of the engine switches it off for all of its secrets. */
function deleteVersionAfter(own: number, engine: number | undefined): Effective['deleteVersionAfter'] {
  if (engine === undefined) return { own, from: 'unknown' }
  if (engine < 0) return { own, effective: 0, from: 'engine' }
  if (own === 0) return { own, effective: engine, from: engine === 0 ? 'default' : 'engine' }
  return engine === 0 || own <= engine
    ? { own, effective: own, from: 'secret' }
    : { own, effective: engine, from: 'engine' }
}

/** Required if either requires it. */
function casRequired(own: boolean, engine: boolean | undefined): Effective['casRequired'] {
  if (own) return { own, effective: true, from: 'secret' }
  if (engine === undefined) return { own, from: 'unknown' }
  return { own, effective: engine, from: engine ? 'engine' : 'default' }
}

/** `engine` is null if its settings can't be read. */
export function effectiveSettings(own: OwnSettings, engine: KvConfig | null): Effective {
  return {
    maxVersions: maxVersions(own.maxVersions, engine?.maxVersions),
    deleteVersionAfter: deleteVersionAfter(
      own.deleteVersionAfter,
      engine === null ? undefined : secondsOfGoDuration(engine.deleteVersionAfter),
    ),
    casRequired: casRequired(own.casRequired, engine?.casRequired),
  }
}
