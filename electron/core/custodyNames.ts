/** Names of the entries of custody in the sealed store. */

export const credentialsPrefix = 'profile:'
export const credentialsName = (profileId: string) => `${credentialsPrefix}${profileId}`

export const custodyRulesPrefix = 'rules:'
export const custodyRulesName = (profileId: string) => `${custodyRulesPrefix}${profileId}`
