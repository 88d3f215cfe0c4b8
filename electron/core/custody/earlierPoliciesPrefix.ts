/** Under which names of the sealed store the earlier texts of policies rest, by connection. */
export const earlierPoliciesPrefix = 'policies:'
