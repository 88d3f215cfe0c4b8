/** The index of epochs, and epochs in sealed content. Pure; see custodyEpochs.ts. */
import { z } from 'zod'
import type { OldCopy } from '../../contract/custody.ts'
import { jsonOrNull } from '../../base/files/jsonOrNull.ts'
import { recordKinds } from '../recordKinds.ts'

/** The name of its entry in the sealed store. */
export const epochIndexName = 'custody-epochs'

const Epoch = z.number().int().nonnegative()

const Index = z.object({
  version: z.literal(1),
  /** The highest epoch so far. */
  epoch: Epoch,
  /** The lowest epoch of files that are not listed: above 0 if an index was lost and the keychain knew its epoch. */
  base: Epoch.default(0),
  /** Whether an old copy of the index was found, and the person has not accepted that yet. */
  unaccepted: z.boolean().default(false),
  /** The lowest accepted epoch by entry. Removed entries stay. */
  files: z.record(z.string(), Epoch),
})
export type EpochIndex = z.infer<typeof Index>

/** Returns null for anything else. */
export function parseIndex(text: string): EpochIndex | null {
  return Index.safeParse(jsonOrNull(text)).data ?? null
}

export const floorOf = ({ files, base }: EpochIndex, name: string): number => files[name] ?? base

/** Returns the epoch of a file; 0 for one of an older version. */
export function epochIn(text: string): number {
  return z.object({ epoch: Epoch }).safeParse(jsonOrNull(text)).data?.epoch ?? 0
}

/** Returns the content as JSON with its epoch. Older versions ignore the member. */
export const withEpoch = (content: object, epoch: number): string => JSON.stringify({ ...content, epoch })

/** Returns the epoch in the keychain's entry; 0 when there is none, or the entry is not an epoch. */
export function keychainEpoch(entry: Buffer | null): number {
  const text = entry?.toString('ascii') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** Whether a sealed entry contains an epoch. */
export const isGuarded = (name: string): boolean =>
  [recordKinds.credentials.prefix, recordKinds.custodyRules.prefix, recordKinds.ceremonyKeys.prefix].some((prefix) =>
    name.startsWith(prefix),
  )

export function oldCopyOf(name: string): OldCopy {
  const [, profileId = ''] = name.split(':')
  if (name.startsWith(recordKinds.ceremonyKeys.prefix)) return { what: 'ceremony', profileId }
  return { what: name.startsWith(recordKinds.custodyRules.prefix) ? 'rules' : 'credentials', profileId }
}
