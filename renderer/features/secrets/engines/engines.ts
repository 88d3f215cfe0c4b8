import type { Mount } from '../../../../electron/contract/mounts.ts'

/** Is it an engine whose secrets Strongroom shows? */
export const isKv = (mount: Mount): boolean => mount.kvVersion !== undefined
