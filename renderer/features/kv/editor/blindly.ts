/** Changes to a secret that the token may not read. */
import type { Draft } from './draft.ts'
import { newRow } from './rows.ts'

/** Keys, one a line; white space is part of a key, an empty line is not a key. */
export const keysOfLines = (lines: string): string[] => [...new Set(lines.split('\n').filter((line) => line !== ''))]

/** Sets some keys and removes some, and leaves the others as they are. */
export const patchDraft = (path: string): Draft => ({ path, rows: [newRow([])], base: { kind: 'blind' }, removed: '' })

/** Replaces the whole secret, without knowing its values. */
export const blindDraft = (path: string): Draft => ({ path, rows: [newRow([])], base: { kind: 'blind' } })
