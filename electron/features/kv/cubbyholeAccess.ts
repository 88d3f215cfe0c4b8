/** Gives the KV handlers access to the cubbyhole of the token, and to no other path. */
import { createKvAccess, type KvAccess } from '../../core/kv/kvAccess.ts'
import { cubbyholePlace } from '../../core/kv/kvVersions.ts'
import type { OpenKey, SecretValueCache } from '../../core/held/secretValueCache.ts'
import type { Services } from '../../core/services.ts'

/** A mount of the contract ends in a slash and this one does not, so no call of KV finds values that were read here. */
const inCubbyhole = <K extends Omit<OpenKey, 'version'>>(key: K): K => ({ ...key, mount: 'cubbyhole' })

export interface CubbyholeAccess {
  readonly kvAccess: KvAccess
  readonly secretValueCache: SecretValueCache
}

export function createCubbyholeAccess({
  servers,
  secretValueCache,
  engineSettings,
}: Pick<Services, 'servers' | 'secretValueCache' | 'engineSettings'>): CubbyholeAccess {
  const own: SecretValueCache = {
    ...secretValueCache,
    reading: () => {
      const keep = secretValueCache.reading()
      return (key, data) => keep(inCubbyhole(key), data)
    },
    get: (key) => secretValueCache.get(inCubbyhole(key)),
    forgetSecret: (key) => secretValueCache.forgetSecret(inCubbyhole(key)),
  }
  // SECURITY: the session reaches only the cubbyhole, independent of the mount in the call
  // (docs/security.md, "The window").
  const place = () => Promise.resolve(cubbyholePlace)
  const kvAccess = createKvAccess({
    servers,
    kvVersions: { of: place, again: place },
    secretValueCache: own,
    engineSettings,
  })
  return { kvAccess, secretValueCache: own }
}
