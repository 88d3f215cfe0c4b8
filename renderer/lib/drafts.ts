/**
 * The drafts of an editor, stored while the person types, so that a reload, a lock or a lost server deletes nothing.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { z } from 'zod'
import type { DraftSummary } from '../../electron/contract/drafts.ts'
import { limits } from '../../electron/contract/limits.ts'
import { bridge } from './bridge.ts'
import { valueOf } from './call.ts'
import { type DraftAddress, isOwnSession } from './draftSessions.ts'
import { trackWrite } from './pendingWrites.ts'
import { draftList } from './queries/app.ts'

/** Milliseconds without a key stroke until a draft is sent to the core. */
const restMs = 500

export interface KeptDraft extends DraftAddress {
  /** The name of a new item, as it was typed; empty for an edit of something that exists. */
  readonly name: string
  /** ISO 8601. */
  readonly changedAt: string
  /** Whether this tab or window has typed it. */
  readonly isOwn: boolean
  /** Whether another tab or window is editing it right now. */
  readonly isOpen: boolean
}

export interface KeptDrafts {
  /** This window's own first, then the newest first; undefined while that is not known. */
  readonly drafts: readonly KeptDraft[] | undefined
  /** Why the drafts cannot be listed; null otherwise. */
  readonly problem: unknown
  readonly askAgain: () => void
}

/** The drafts of a place, as the core returned them after this page was opened. */
export function useKeptDrafts(profileId: string, place: string): KeptDrafts {
  const { data, error, isFetchedAfterMount, refetch } = useQuery({ ...draftList, refetchOnMount: 'always' })
  const askAgain = () => void refetch()
  const isKnown = isFetchedAfterMount && data !== undefined && error === null
  const drafts = useMemo(
    () => (isKnown ? draftsAt(data, profileId, place) : undefined),
    [isKnown, data, profileId, place],
  )
  // An earlier answer, also a refusal by the lock, may be outdated.
  return { drafts, problem: isFetchedAfterMount ? error : null, askAgain }
}

/** Those of one place: this window's own first, then the newest first. */
export function draftsAt(all: readonly DraftSummary[], profileId: string, place: string): readonly KeptDraft[] {
  return all
    .filter((each) => each.profileId === profileId && each.place === place)
    .map((each) => ({ ...each, isOwn: isOwnSession(each.session) }))
    .sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.changedAt.localeCompare(a.changedAt))
}

/**
 * The content of a stored draft. `unreadable`: it is in a form that `schema` does not know, and is not changed. Throws
 * `CallFailed`.
 */
export async function readDraft<Draft extends object>(
  { profileId, place, session }: DraftAddress,
  schema: z.ZodType<Draft>,
): Promise<Draft | 'gone' | 'unreadable'> {
  // SECURITY: passed directly to the page that edits it, never through the query cache.
  const kept = await valueOf(bridge.drafts.read({ profileId, place, session }))
  if (kept === null) return 'gone'
  try {
    return schema.parse(JSON.parse(kept.content))
  } catch {
    return 'unreadable'
  }
}

export interface DraftContent<Draft> {
  /** Null until it is read. */
  readonly found: Draft | 'gone' | 'unreadable' | null
  readonly problem: unknown
}

/** Reads a stored draft to show it. */
export function useDraftContent<Draft extends object>(
  { profileId, place, session }: DraftAddress,
  schema: z.ZodType<Draft>,
): DraftContent<Draft> {
  const [content, setContent] = useState<DraftContent<Draft>>({ found: null, problem: null })
  useEffect(() => {
    let isHere = true
    const show = (next: DraftContent<Draft>) => {
      if (isHere) setContent(next)
    }
    readDraft({ profileId, place, session }, schema).then(
      (found) => show({ found, problem: null }),
      (problem: unknown) => show({ found: null, problem }),
    )
    return () => {
      isHere = false
    }
  }, [profileId, place, session, schema])
  return content
}

/** Returns a function that discards one draft and refreshes the list. */
export function useDiscardDraft(): (draft: DraftAddress) => Promise<void> {
  const queryClient = useQueryClient()
  return useCallback(
    async ({ profileId, place, session }) => {
      await valueOf(bridge.drafts.discard({ profileId, place, session }))
      await queryClient.invalidateQueries({ queryKey: draftList.queryKey })
    },
    [queryClient],
  )
}

/** Why the last content is not stored: it is too large, or the core refused it. */
export type NotKept = { readonly kind: 'too-large' } | { readonly kind: 'failed'; readonly problem: unknown }

export interface DraftKeeper<Draft> {
  /** Stores this content after a pause; the last one wins. */
  readonly keep: (draft: Draft) => void
  /** Deletes the draft, also content that was not stored yet. */
  readonly discard: () => Promise<void>
  readonly notKept: Changing<NotKept | null>
}

/** A value that changes outside of React's state. */
interface Changing<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly subscribe: (listener: () => void) => () => void
}

function changing<T>(first: T): Changing<T> {
  const listeners = new Set<() => void>()
  let current = first
  return {
    get: () => current,
    set: (value) => {
      current = value
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Why the content of an editor is not stored; null while it is. */
export function useNotKept({ notKept }: Pick<DraftKeeper<never>, 'notKept'>): NotKept | null {
  return useSyncExternalStore(notKept.subscribe, notKept.get)
}

interface Waiting<Draft> {
  readonly draft: Draft
  /** The serialized draft, once it was made. */
  content: string | null
  timer: ReturnType<typeof setTimeout>
}

const noName = () => ''

/**
 * Stores and discards the draft of one editing session. Pending text is sent immediately when the page or the field
 * loses the focus. `contentOf` serializes it, and `nameOf` returns the name of a new item; both stay the same
 * functions.
 */
export function useDraftKeeper<Draft>(
  { profileId, place, session }: DraftAddress,
  contentOf: (draft: Draft) => string = JSON.stringify,
  nameOf: (draft: Draft) => string = noName,
): DraftKeeper<Draft> {
  const queryClient = useQueryClient()
  const waiting = useRef<Waiting<Draft> | null>(null)

  const notKept = useMemo(() => changing<NotKept | null>(null), [])

  const flush = useCallback(() => {
    if (waiting.current === null) return
    const { draft, timer } = waiting.current
    const content = waiting.current.content ?? contentOf(draft)
    clearTimeout(timer)
    waiting.current = null
    if (content.length > limits.draft) return notKept.set({ kind: 'too-large' })
    const kept = valueOf(
      bridge.drafts.keep({ profileId, place, session, name: nameOf(draft).slice(0, limits.path), content }),
    )
    trackWrite(kept)
    kept.then(
      () => notKept.set(null),
      (problem: unknown) => notKept.set({ kind: 'failed', problem }),
    )
  }, [profileId, place, session, notKept, contentOf, nameOf])

  useEffect(() => {
    const leaves = ['focusout', 'pagehide', 'visibilitychange'] as const
    // A shortcut may lock, reload or close the window right after.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey) flush()
    }
    for (const name of leaves) window.addEventListener(name, flush)
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => {
      for (const name of leaves) window.removeEventListener(name, flush)
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      flush()
    }
  }, [flush])

  const keep = useCallback(
    (draft: Draft) => {
      if (waiting.current !== null) clearTimeout(waiting.current.timer)
      // A long draft is serialized and sent in two tasks: a key press can be handled between them.
      const writeOut = () => {
        if (waiting.current === null) return
        waiting.current.content = contentOf(waiting.current.draft)
        waiting.current.timer = setTimeout(flush)
      }
      waiting.current = { draft, content: null, timer: setTimeout(writeOut, restMs) }
    },
    [flush, contentOf],
  )

  const discard = useCallback(async () => {
    if (waiting.current !== null) clearTimeout(waiting.current.timer)
    waiting.current = null
    await bridge.drafts.discard({ profileId, place, session })
    await queryClient.invalidateQueries({ queryKey: draftList.queryKey })
  }, [profileId, place, session, queryClient])

  return useMemo(() => ({ keep, discard, notKept }), [keep, discard, notKept])
}
