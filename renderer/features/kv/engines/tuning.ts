/** Finds the settings of a mount that a form changed: only they are sent. */
import type { Amount } from '../../../lib/durations.ts'
import { durationOf, secondsOfAmount } from '../../../lib/durations.ts'

export interface MountSettings {
  readonly description: string
  readonly defaultLeaseTtl: Amount
  readonly maxLeaseTtl: Amount
  readonly maxVersions: number
  readonly casRequired: boolean
  readonly deleteAfter: Amount
}

export interface MountChanges {
  readonly description?: string
  readonly defaultLeaseTtl?: string
  readonly maxLeaseTtl?: string
  readonly maxVersions?: number
  readonly casRequired?: boolean
  readonly deleteVersionAfter?: string
}

/** As `mounts.tune` takes it. The same duration in another unit is not a change; an empty number is 0. */
export function changesOf(before: MountSettings, after: MountSettings): MountChanges {
  const duration = (from: Amount, to: Amount) =>
    secondsOfAmount(from) === secondsOfAmount(to) ? undefined : durationOf(secondsOfAmount(to))
  const defaultLeaseTtl = duration(before.defaultLeaseTtl, after.defaultLeaseTtl)
  const maxLeaseTtl = duration(before.maxLeaseTtl, after.maxLeaseTtl)
  const deleteVersionAfter = duration(before.deleteAfter, after.deleteAfter)
  const maxVersions = Number.isNaN(after.maxVersions) ? 0 : after.maxVersions
  return {
    ...(before.description !== after.description && { description: after.description }),
    ...(defaultLeaseTtl !== undefined && { defaultLeaseTtl }),
    ...(maxLeaseTtl !== undefined && { maxLeaseTtl }),
    ...(before.maxVersions !== maxVersions && { maxVersions }),
    ...(before.casRequired !== after.casRequired && { casRequired: after.casRequired }),
    ...(deleteVersionAfter !== undefined && { deleteVersionAfter }),
  }
}
