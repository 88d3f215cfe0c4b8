/** Requests that belong to a server or its cluster as a whole, regardless of the connection's namespace. */

/**
 * Below `v1/`. Vault Enterprise and OpenBao answer them in the root namespace only ("operation unavailable in
 * namespaces"). A sealable namespace of OpenBao has its own calls below `sys/namespaces/`.
 */
const exact: ReadonlySet<string> = new Set([
  'sys/health',
  'sys/seal-status',
  'sys/leader',
  'sys/ha-status',
  'sys/init',
  'sys/unseal',
  'sys/seal',
  'sys/step-down',
])

/** Whether a request is sent without a namespace, because its path belongs to the root namespace. */
export const belongsToRoot = (path: string): boolean => exact.has(path) || path.startsWith('sys/storage/raft/')
