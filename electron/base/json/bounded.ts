/**
 * Schemas for lists and maps whose length the server decides. They check the size before the items, and report one
 * error for all of them: zod creates one for each item, and a million of those take seconds.
 */
import { z } from 'zod'

/** A list of texts of at most `longest` characters. */
export const nameList = (longest: number, most = 1_000_000) =>
  z.custom<string[]>(
    (value) =>
      Array.isArray(value) &&
      value.length <= most &&
      value.every((item) => typeof item === 'string' && item.length <= longest),
  )

/** A list of at most `most` items. */
export const shortList = <T extends z.ZodType>(item: T, most: number) =>
  z.custom((value) => Array.isArray(value) && value.length <= most).pipe(z.array(item))

/** An object of at most `most` members. */
export const shortRecord = <T extends z.ZodType>(item: T, most: number) =>
  z
    .custom((value) => typeof value === 'object' && value !== null && Object.keys(value).length <= most)
    .pipe(z.record(z.string(), item))

/** Mounts of one server. Vault's storage has room for some 14,000. */
export const maxMounts = 20_000
