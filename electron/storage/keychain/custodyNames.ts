/** Names of the entries of custody in the sealed store. */

export const credentialsPrefix = 'profile:'
export const credentialsName = (profileId: string) => `${credentialsPrefix}${profileId}`

export const custodyRulesPrefix = 'rules:'
export const custodyRulesName = (profileId: string) => `${custodyRulesPrefix}${profileId}`

/** Of all key ceremonies, each followed by its connection and its own id. */
export const ceremonyPrefix = 'ceremony:'

/** Of the keys that ceremonies are sealed under, where the keychain does not hold them. */
export const ownKeyPrefix = 'ceremony-key:'
/** The name of a key: that of its ceremony with the key's id in place of the ceremony's. */
export const ownKeyName = (name: string, id: string) =>
  `${ownKeyPrefix}${name.slice(ceremonyPrefix.length, name.lastIndexOf(':'))}:${id}`
