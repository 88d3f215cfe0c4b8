import type { Mount } from '../../../../electron/contract/mounts.ts'

/** Whether it is a KV engine. */
export const isKv = (mount: Mount): boolean => mount.kvVersion !== undefined
