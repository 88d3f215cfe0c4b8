/** Names of the entries of custody in the sealed store. */
import { recordKinds } from '../recordKinds.ts'

export const credentialsPrefix = recordKinds.credentials.prefix
export const credentialsName = (profileId: string) => `${credentialsPrefix}${profileId}`

export const custodyRulesPrefix = recordKinds.custodyRules.prefix
export const custodyRulesName = (profileId: string) => `${custodyRulesPrefix}${profileId}`

/** The prefix of all key ceremonies; the connection's and the ceremony's own ID follow. */
export const ceremonyPrefix = recordKinds.ceremonies.prefix

export const ownKeyPrefix = recordKinds.ceremonyKeys.prefix
/** Returns the name of a key: that of its ceremony, with the key's ID in place of the ceremony's. */
export const ownKeyName = (name: string, id: string) =>
  `${ownKeyPrefix}${name.slice(ceremonyPrefix.length, name.lastIndexOf(':'))}:${id}`
